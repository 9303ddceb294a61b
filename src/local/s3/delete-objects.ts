import type { ObjectStore } from '../objects/object-store.ts';
import type { WireReply } from '../service.ts';
import { element, textElement } from '../xml-element.ts';
import { s3Error } from './s3-error.ts';
import { emptyReply, xmlReply } from './s3-reply.ts';
import type { S3Request } from './s3-request.ts';
import { readBody } from './xml-body.ts';
import { childrenOf, childText } from './xml-input.ts';

/** Doc: at most 1,000 keys a call. */
const MOST_KEYS = 1_000;

/** DeleteObject; to delete what isn't there is a success (doc). */
export function deleteObject(store: ObjectStore, { wire, bucket, key }: S3Request): WireReply {
  store.delete(bucket, key);
  return emptyReply(wire, 204);
}

/** DeleteObjects; quiet replies name failures only, and there are none. */
export function deleteObjects(store: ObjectStore, request: S3Request): WireReply {
  const root = readBody(request, 'Delete');
  const keys = childrenOf(root, 'Object').map((object) => childText(object, 'Key') ?? '');
  if (keys.length === 0 || keys.length > MOST_KEYS || keys.includes('')) throw s3Error('MalformedXML');
  for (const key of keys) store.delete(request.bucket, key);
  const deleted = keys.map((key) => element('Deleted', textElement('Key', key)));
  const isQuiet = childText(root, 'Quiet') === 'true';
  return xmlReply(request.wire, 'DeleteResult', ...(isQuiet ? [] : deleted));
}
