import { type FileHandle, open } from 'node:fs/promises';
import type { ObjectStore, StoredObject } from '../objects/object-store.ts';
import type { WireReply } from '../service.ts';
import { type ByteRange, readRange } from './byte-range.ts';
import { checkReadConditions } from './conditions.ts';
import { s3Error } from './s3-error.ts';
import { emptyReply } from './s3-reply.ts';
import type { S3Request } from './s3-request.ts';

/** GetObject, whole or one range, read from the disk while it is sent. */
export async function getObject(store: ObjectStore, request: S3Request): Promise<WireReply> {
  const { object, range, reply } = await describeObject(store, request);
  if (object.size === 0) return reply;
  const file = await openObject(object);
  const bytes = range ?? { first: 0, last: object.size - 1 };
  return { ...reply, body: file.createReadStream({ start: bytes.first, end: bytes.last }) };
}

/** HeadObject: the same without the body. */
export async function headObject(store: ObjectStore, request: S3Request): Promise<WireReply> {
  return (await describeObject(store, request)).reply;
}

interface Described {
  readonly object: StoredObject;
  readonly range: ByteRange | undefined;
  readonly reply: WireReply;
}

async function describeObject(store: ObjectStore, { wire, bucket, key }: S3Request): Promise<Described> {
  const object = await store.get(bucket, key);
  if (object === undefined) throw s3Error('NoSuchKey');
  checkReadConditions(wire.headers, object);
  const range = readRange(wire.headers.range, object.size);
  const headers = {
    ...headersOf(object, wire.headers['x-amz-checksum-mode'] === 'ENABLED' && range === undefined),
    'content-length': String(range === undefined ? object.size : range.last - range.first + 1),
    ...(range && { 'content-range': `bytes ${range.first}-${range.last}/${object.size}` }),
  };
  return { object, range, reply: emptyReply(wire, range === undefined ? 200 : 206, headers) };
}

function headersOf(object: StoredObject, withChecksums: boolean): Readonly<Record<string, string>> {
  const kept = Object.entries(object.headers).filter(
    ([name]) => withChecksums || !name.startsWith('x-amz-checksum-'),
  );
  return {
    'content-type': 'binary/octet-stream',
    ...Object.fromEntries(kept),
    etag: `"${object.etag}"`,
    'last-modified': new Date(object.lastModified).toUTCString(),
    'accept-ranges': 'bytes',
    'x-amz-server-side-encryption': 'AES256',
  };
}

async function openObject(object: StoredObject): Promise<FileHandle> {
  const file = await open(object.file).catch(() => undefined);
  // Deleted between the look and the reading.
  if (file === undefined) throw s3Error('NoSuchKey');
  return file;
}
