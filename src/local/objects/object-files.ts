import { type Dirent, lstatSync, mkdirSync, renameSync, rmdirSync, type Stats } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { BESIDE_FOLDER, keyOfPath, pathOfKey } from './key-path.ts';

/** What lies at `path`, links not followed; undefined when nothing does. */
export function statOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    // `a/b` is asked for where `a` is an object, or the name is longer than the file system can hold: nothing is there.
    if (['ENOTDIR', 'ENAMETOOLONG'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/** The file that holds the object of this key now; undefined when there is none. */
export function existingFile(root: string, key: string): string | undefined {
  const plain = join(root, pathOfKey(key));
  return [plain, plain + BESIDE_FOLDER].find((file) => statOf(file)?.isFile());
}

/** The file that an object of this key is to be put in, its folders made; objects in the way are moved beside. */
export function fileToWrite(root: string, key: string): string {
  const plain = join(root, pathOfKey(key));
  makeFolder(root, dirname(plain));
  return existingFile(root, key) ?? (statOf(plain)?.isDirectory() ? plain + BESIDE_FOLDER : plain);
}

/** Removes the folders that an object has left empty, up to the bucket's own, which stays. */
export function pruneFolders(root: string, file: string): void {
  for (let folder = dirname(file); folder.length > root.length; folder = dirname(folder)) {
    try {
      rmdirSync(folder);
    } catch {
      // Not empty any more (or gone): whoever made the entry in it needs the folders above as well.
      return;
    }
  }
}

/** All keys that begin with `prefix`, in the order of their UTF-8 bytes as S3 lists them. */
export async function keysUnder(root: string, prefix: string): Promise<readonly string[]> {
  const wanted = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  const folder = wanted === '' ? '' : pathOfKey(wanted.slice(0, -1));
  const keys: string[] = [];
  for await (const path of filesUnder(root, folder)) {
    const key = keyOfPath(path);
    if (key?.startsWith(prefix)) keys.push(key);
  }
  return sortByBytes(keys);
}

function makeFolder(root: string, folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    if (!['ENOTDIR', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    moveObjectInTheWay(root, folder);
    mkdirSync(folder, { recursive: true });
  }
}

function moveObjectInTheWay(root: string, folder: string): void {
  let path = root;
  for (const part of folder.slice(root.length + 1).split(sep)) {
    path = join(path, part);
    if (statOf(path)?.isFile()) renameSync(path, path + BESIDE_FOLDER);
  }
}

async function* filesUnder(root: string, folder: string): AsyncGenerator<string> {
  for (const entry of await entriesOf(join(root, folder))) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* filesUnder(root, path);
    else if (entry.isFile()) yield path;
  }
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}

function sortByBytes(keys: readonly string[]): readonly string[] {
  const pairs = keys.map((key) => ({ key, bytes: Buffer.from(key, 'utf8') }));
  return pairs.sort((a, b) => Buffer.compare(a.bytes, b.bytes)).map(({ key }) => key);
}
