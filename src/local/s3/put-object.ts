import type { IncomingHttpHeaders } from 'node:http';
import type { ObjectStore } from '../objects/object-store.ts';
import type { WireReply } from '../service.ts';
import { unwrapBody } from './aws-chunked.ts';
import { checkBody } from './checksums.ts';
import { checkWriteConditions } from './conditions.ts';
import { s3Error } from './s3-error.ts';
import { emptyReply } from './s3-reply.ts';
import type { S3Request } from './s3-request.ts';

/** Doc: a key has at most 1,024 bytes of UTF-8. */
const LONGEST_KEY = 1_024;

const KEPT = ['content-type', 'content-disposition', 'content-language', 'cache-control', 'expires'];

/** PutObject; the object is on disk when the reply leaves. */
export async function putObject(store: ObjectStore, request: S3Request): Promise<WireReply> {
  const { wire, bucket, key } = request;
  if (wire.headers['x-amz-copy-source'] !== undefined) throw s3Error('NotImplemented');
  if (Buffer.byteLength(key) > LONGEST_KEY) throw s3Error('KeyTooLongError');
  const plain = unwrapBody(wire);
  const checksums = checkBody(wire, plain);
  checkWriteConditions(wire.headers, await store.get(bucket, key));
  const { etag } = await store.put(bucket, key, plain.body, { ...keptHeaders(wire.headers), ...checksums });
  return emptyReply(wire, 200, {
    etag: `"${etag}"`,
    'x-amz-server-side-encryption': 'AES256',
    ...checksums,
    ...(Object.keys(checksums).length > 0 && { 'x-amz-checksum-type': 'FULL_OBJECT' }),
  });
}

function keptHeaders(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string' && (KEPT.includes(name) || name.startsWith('x-amz-meta-')))
      kept[name] = value;
  }
  const encoding = keptEncoding(headers['content-encoding']);
  return encoding === '' ? kept : { ...kept, 'content-encoding': encoding };
}

/** `aws-chunked` speaks of the transfer, everything else of the object. */
function keptEncoding(header: string | undefined): string {
  const codings = (header ?? '').split(',').map((coding) => coding.trim());
  return codings.filter((coding) => coding !== '' && coding !== 'aws-chunked').join(',');
}
