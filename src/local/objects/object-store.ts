import { createHash, randomUUID } from 'node:crypto';
import {
  createReadStream,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { readState, writeState } from '../state-file.ts';
import { pathOfKey } from './key-path.ts';
import { existingFile, fileToWrite, keysUnder, pruneFolders, statOf } from './object-files.ts';

const BUCKET_NAME = /^(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** An object as it lies on disk. */
export interface StoredObject {
  readonly bucket: string;
  readonly key: string;
  /** Absolute path of the file with the object's bytes; read it, never write it. */
  readonly file: string;
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  /** MD5 of the bytes as 32 hexadecimal digits, without the quotes of the header. */
  readonly etag: string;
  /** What was put with it: lower-case header names such as `content-type`, `x-amz-meta-…`. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Buckets and their objects as files in one folder; it survives the process, and nothing is written outside of it. */
export interface ObjectStore {
  /** `invalid` for a name outside of S3's rules (3-63 of `[a-z0-9.-]`, doc). */
  createBucket(bucket: string): 'created' | 'exists' | 'invalid';
  deleteBucket(bucket: string): Promise<'deleted' | 'missing' | 'not-empty'>;
  hasBucket(bucket: string): boolean;
  /** Names in order, each with its creation in milliseconds since the epoch. */
  buckets(): readonly { readonly name: string; readonly createdAt: number }[];
  /** Folder that the bucket's objects lie in, whether the bucket exists or not. */
  folderOf(bucket: string): string;
  /** Stores or replaces an object; the bucket must exist. */
  put(
    bucket: string,
    key: string,
    body: Buffer,
    headers?: Readonly<Record<string, string>>,
  ): Promise<StoredObject>;
  /** Takes a finished file of the same file system over as an object, by a rename and without reading it. */
  adopt(bucket: string, key: string, file: string, headers?: Readonly<Record<string, string>>): void;
  get(bucket: string, key: string): Promise<StoredObject | undefined>;
  /** Keys that begin with `prefix`, ordered by their UTF-8 bytes. */
  keys(bucket: string, prefix: string): Promise<readonly string[]>;
  delete(bucket: string, key: string): 'deleted' | 'missing';
}

const SMALL_BYTES = 64 * 1024;

interface Description {
  readonly size: number;
  readonly mtimeMs: number;
  readonly etag?: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Opens the store: objects lie readable in `DIR/objects/BUCKET/KEY`, what was put with them in `DIR/state/objects`.
 * A file that somebody drops into a bucket's folder is an object as well.
 */
export function openObjectStore(dir: string): ObjectStore {
  const objects = join(dir, 'objects');
  const descriptions = join(dir, 'state', 'objects');
  const drafts = join(dir, 'state', 'drafts');
  for (const folder of [objects, descriptions, drafts]) mkdirSync(folder, { recursive: true });
  // A draft that a killed process left behind was never acknowledged.
  for (const draft of readdirSync(drafts)) rmSync(join(drafts, draft), { force: true });

  const folderOf = (bucket: string): string => join(objects, BUCKET_NAME.test(bucket) ? bucket : '%invalid');
  const hasBucket = (bucket: string): boolean => statOf(folderOf(bucket))?.isDirectory() ?? false;
  // `%m` is no end of any key's path, so that the description of `a` stands beside those of `a/b`.
  const descriptionFile = (bucket: string, key: string): string =>
    join(descriptions, bucket, `${pathOfKey(key)}%m`);

  const adopt: ObjectStore['adopt'] = (bucket, key, file, headers = {}) => {
    moveIn(file, folderOf(bucket), key);
    const stats = statSync(existingFile(folderOf(bucket), key) ?? file);
    writeState(descriptionFile(bucket, key), { size: stats.size, mtimeMs: stats.mtimeMs, headers });
  };

  const get: ObjectStore['get'] = async (bucket, key) => {
    const file = hasBucket(bucket) ? existingFile(folderOf(bucket), key) : undefined;
    const stats = file === undefined ? undefined : statOf(file);
    if (file === undefined || stats === undefined) return undefined;
    const described = describedAs(readState(descriptionFile(bucket, key)), stats);
    const { size, mtimeMs } = stats;
    const etag = described.etag ?? (await md5Of(file, size));
    // Reading a small object again costs less than writing down what was read, and lists have thousands of them.
    if (described.etag === undefined && size > SMALL_BYTES)
      writeState(descriptionFile(bucket, key), { ...described, etag });
    return { bucket, key, file, size, lastModified: Math.floor(mtimeMs), etag, headers: described.headers };
  };

  return {
    createBucket(bucket) {
      if (!BUCKET_NAME.test(bucket)) return 'invalid';
      if (hasBucket(bucket)) return 'exists';
      mkdirSync(folderOf(bucket));
      return 'created';
    },
    async deleteBucket(bucket) {
      if (!hasBucket(bucket)) return 'missing';
      if ((await keysUnder(folderOf(bucket), '')).length > 0) return 'not-empty';
      rmdirSync(folderOf(bucket));
      return 'deleted';
    },
    hasBucket,
    buckets: () => bucketsIn(objects),
    folderOf,
    async put(bucket, key, body, headers) {
      const draft = join(drafts, randomUUID());
      try {
        writeFileSync(draft, body);
        adopt(bucket, key, draft, headers);
      } finally {
        rmSync(draft, { force: true });
      }
      const stored = await get(bucket, key);
      if (stored === undefined)
        throw new Error(`object ${key} vanished from bucket ${bucket} while it was put`);
      return stored;
    },
    adopt,
    get,
    keys: async (bucket, prefix) => (hasBucket(bucket) ? keysUnder(folderOf(bucket), prefix) : []),
    delete(bucket, key) {
      const file = hasBucket(bucket) ? existingFile(folderOf(bucket), key) : undefined;
      if (file === undefined) return 'missing';
      rmSync(file);
      pruneFolders(folderOf(bucket), file);
      rmSync(descriptionFile(bucket, key), { force: true });
      pruneFolders(join(descriptions, bucket), descriptionFile(bucket, key));
      return 'deleted';
    },
  };
}

function moveIn(file: string, root: string, key: string): void {
  const now = new Date();
  utimesSync(file, now, now);
  renameSync(file, fileToWrite(root, key));
}

/** A description of other bytes (somebody replaced the file by hand) says nothing about these. */
function describedAs(
  state: unknown,
  stats: { readonly size: number; readonly mtimeMs: number },
): Description {
  const known = state as Description | undefined;
  const { size, mtimeMs } = stats;
  return known?.size === size && known.mtimeMs === mtimeMs ? known : { size, mtimeMs, headers: {} };
}

async function md5Of(file: string, size: number): Promise<string> {
  const hash = createHash('md5');
  if (size <= SMALL_BYTES) return hash.update(readFileSync(file)).digest('hex');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

function bucketsIn(objects: string): readonly { readonly name: string; readonly createdAt: number }[] {
  return readdirSync(objects, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && BUCKET_NAME.test(entry.name))
    .map(({ name }) => ({ name, createdAt: Math.floor(statSync(join(objects, name)).birthtimeMs) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
