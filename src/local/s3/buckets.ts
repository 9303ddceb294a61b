import type { ObjectStore } from '../objects/object-store.ts';
import { readPageToken, writePageToken } from '../page-token.ts';
import { scopeOf } from '../request-names.ts';
import { WireError, type WireReply } from '../service.ts';
import { element, textElement } from '../xml-element.ts';
import { newSettings, type SettingsStore } from './bucket-settings.ts';
import { invalidArgument, s3Error } from './s3-error.ts';
import { emptyReply, OWNER_ID, xmlReply } from './s3-reply.ts';
import type { S3Request } from './s3-request.ts';
import { readBody } from './xml-body.ts';
import { childText } from './xml-input.ts';

const HOME = 'us-east-1';
const MOST_BUCKETS = 10_000;

/** CreateBucket. Doc: one's own bucket can be made again in us-east-1, and nowhere else. */
export function createBucket(store: ObjectStore, settings: SettingsStore, request: S3Request): WireReply {
  const region = readRegion(request);
  const outcome = store.createBucket(request.bucket);
  if (outcome === 'invalid') throw s3Error('InvalidBucketName');
  if (outcome === 'exists' && region !== HOME) throw s3Error('BucketAlreadyOwnedByYou');
  if (outcome === 'created') settings.write(request.bucket, newSettings(region));
  return emptyReply(request.wire, 200, { location: `/${request.bucket}` });
}

/** The Region that the bucket is to stand in: it must be the one that the request was signed for, except at home. */
function readRegion(request: S3Request): string {
  const constraint =
    request.wire.body.length === 0
      ? undefined
      : childText(readBody(request, 'CreateBucketConfiguration'), 'LocationConstraint');
  const signed = scopeOf(request.wire)?.region ?? constraint ?? HOME;
  if (constraint !== undefined && !/^[A-Za-z]{2}[a-z0-9-]{0,30}$/.test(constraint)) {
    throw s3Error('InvalidLocationConstraint');
  }
  if (constraint === HOME) throw s3Error('InvalidLocationConstraint');
  if (signed === HOME || constraint === signed) return constraint ?? HOME;
  throw new WireError(
    'IllegalLocationConstraintException',
    `The ${constraint ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );
}

/** HeadBucket. */
export function headBucket(settings: SettingsStore, { wire, bucket }: S3Request): WireReply {
  return emptyReply(wire, 200, { 'x-amz-bucket-region': settings.read(bucket).region });
}

/** DeleteBucket; only an empty one goes. */
export async function deleteBucket(
  store: ObjectStore,
  settings: SettingsStore,
  { wire, bucket }: S3Request,
): Promise<WireReply> {
  const outcome = await store.deleteBucket(bucket);
  if (outcome === 'not-empty') throw s3Error('BucketNotEmpty');
  if (outcome === 'missing') throw s3Error('NoSuchBucket');
  settings.remove(bucket);
  return emptyReply(wire, 204);
}

/** ListBuckets, with the pages of newer clients. */
export function listBuckets(
  store: ObjectStore,
  settings: SettingsStore,
  { wire, query }: S3Request,
): WireReply {
  const prefix = query.get('prefix') ?? '';
  const after = readAfter(query);
  const found = store.buckets().filter(({ name }) => name.startsWith(prefix) && name > after);
  const page = found.slice(0, readMost(query));
  const last = page.length < found.length ? page.at(-1)?.name : undefined;
  const buckets = page.map(({ name, createdAt }) =>
    element(
      'Bucket',
      textElement('Name', name),
      textElement('CreationDate', new Date(createdAt).toISOString()),
      textElement('BucketRegion', settings.read(name).region),
    ),
  );
  return xmlReply(
    wire,
    'ListAllMyBucketsResult',
    element('Owner', textElement('ID', OWNER_ID)),
    element('Buckets', ...buckets),
    textElement('ContinuationToken', last === undefined ? undefined : writePageToken(last)),
  );
}

function readAfter(query: URLSearchParams): string {
  const token = query.get('continuation-token');
  const after = token === null ? '' : readPageToken(token);
  if (typeof after === 'string') return after;
  throw invalidArgument('The continuation token provided is incorrect');
}

function readMost(query: URLSearchParams): number {
  const given = query.get('max-buckets') ?? String(MOST_BUCKETS);
  if (/^\d{1,5}$/.test(given) && Number(given) >= 1 && Number(given) <= MOST_BUCKETS) return Number(given);
  throw invalidArgument(`Argument max-buckets must be an integer between 1 and ${MOST_BUCKETS}`);
}
