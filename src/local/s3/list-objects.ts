import type { ObjectStore, StoredObject } from '../objects/object-store.ts';
import { readPageToken, writePageToken } from '../page-token.ts';
import type { WireReply } from '../service.ts';
import { element, textElement } from '../xml-element.ts';
import { type ListPage, type ListQuery, listPage } from './list-page.ts';
import { invalidArgument } from './s3-error.ts';
import { OWNER_ID, xmlReply } from './s3-reply.ts';
import type { S3Request } from './s3-request.ts';

/** Doc: a page has at most 1,000 names, whatever is asked for. */
const MOST_KEYS = 1_000;

/** ListObjectsV2. */
export async function listObjectsV2(store: ObjectStore, request: S3Request): Promise<WireReply> {
  const { query, bucket } = request;
  const token = query.get('continuation-token');
  const startAfter = query.get('start-after');
  const asked = readQuery(query, token === null ? (startAfter ?? '') : readToken(token));
  const page = listPage(await store.keys(bucket, asked.prefix), asked);
  const text = encoder(query);
  return xmlReply(
    request.wire,
    'ListBucketResult',
    commonElements(bucket, asked, page, query),
    textElement('StartAfter', startAfter === null ? undefined : text(startAfter)),
    textElement('ContinuationToken', token ?? undefined),
    textElement('NextContinuationToken', page.isTruncated ? writePageToken(page.last) : undefined),
    textElement('KeyCount', page.keys.length + page.commonPrefixes.length),
    await contents(store, bucket, page, text, query.get('fetch-owner') === 'true'),
  );
}

/** ListObjects, which clients of the first days still send. */
export async function listObjects(store: ObjectStore, request: S3Request): Promise<WireReply> {
  const { query, bucket } = request;
  const marker = query.get('marker') ?? '';
  const asked = readQuery(query, marker);
  const page = listPage(await store.keys(bucket, asked.prefix), asked);
  const text = encoder(query);
  return xmlReply(
    request.wire,
    'ListBucketResult',
    commonElements(bucket, asked, page, query),
    textElement('Marker', text(marker)),
    // Doc: without a delimiter the client goes on from the last key by itself.
    textElement('NextMarker', page.isTruncated && asked.delimiter !== '' ? text(page.last) : undefined),
    await contents(store, bucket, page, text, true),
  );
}

/** How a list is asked for; `after` is the name that it begins behind. */
export function readQuery(query: URLSearchParams, after: string): ListQuery {
  const given = query.get('max-keys') ?? String(MOST_KEYS);
  if (!/^\d{1,10}$/.test(given))
    throw invalidArgument('Provided max-keys not an integer or within integer range');
  return {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    maxKeys: Math.min(Number(given), MOST_KEYS),
    after,
  };
}

function readToken(token: string): string {
  const last = readPageToken(token);
  if (typeof last === 'string') return last;
  throw invalidArgument('The continuation token provided is incorrect');
}

/** With `encoding-type=url` names come as in a form, so that they may hold what XML can't. */
export function encoder(query: URLSearchParams): (name: string) => string {
  const type = query.get('encoding-type');
  if (type === null) return (name) => name;
  if (type !== 'url') throw invalidArgument('Invalid Encoding Method specified in Request');
  return (name) => encodeURIComponent(name).replaceAll('%2F', '/').replaceAll('%20', '+');
}

/** What every list of a bucket says of itself. */
export function commonElements(
  bucket: string,
  asked: ListQuery,
  page: ListPage,
  query: URLSearchParams,
): string {
  const text = encoder(query);
  return [
    textElement('Name', bucket),
    textElement('Prefix', text(asked.prefix)),
    textElement('Delimiter', asked.delimiter === '' ? undefined : text(asked.delimiter)),
    textElement('MaxKeys', asked.maxKeys),
    textElement('EncodingType', query.get('encoding-type') ?? undefined),
    textElement('IsTruncated', page.isTruncated),
    ...page.commonPrefixes.map((prefix) => element('CommonPrefixes', textElement('Prefix', text(prefix)))),
  ].join('');
}

async function contents(
  store: ObjectStore,
  bucket: string,
  { keys }: ListPage,
  text: (name: string) => string,
  withOwner: boolean,
): Promise<string> {
  const elements: string[] = [];
  for (const key of keys) {
    const object = await store.get(bucket, key);
    // One that was deleted since the names were read isn't listed.
    if (object !== undefined) elements.push(describe(object, text, withOwner));
  }
  return elements.join('');
}

function describe(object: StoredObject, text: (name: string) => string, withOwner: boolean): string {
  return element(
    'Contents',
    textElement('Key', text(object.key)),
    textElement('LastModified', new Date(object.lastModified).toISOString()),
    textElement('ETag', `"${object.etag}"`),
    textElement('Size', object.size),
    textElement('StorageClass', 'STANDARD'),
    withOwner ? element('Owner', textElement('ID', OWNER_ID)) : '',
  );
}
