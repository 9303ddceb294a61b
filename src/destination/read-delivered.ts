import type { S3Client } from '@aws-sdk/client-s3';
import type { S3Destination } from '../actions/describe-destination.ts';
import { gunzipped } from '../records/gunzipped.ts';
import { InputError } from '../records/input-error.ts';
import { createKeyReader } from './delivered-keys.ts';
import { linesOf } from './lines.ts';
import { type ListedObject, listObjects } from './list-objects.ts';
import { errorListings, type Listing, recordListing } from './listings.ts';
import { type ObjectAddress, objectBytes } from './object-bytes.ts';
import { UnreadableObjectError } from './unreadable-object-error.ts';

/** One object of a stream, in the order of the keys. */
export interface DeliveredObject extends ListedObject {
  /** When its oldest record came, in milliseconds since the epoch; undefined where the key's time isn't in UTC. */
  readonly oldestRecordAt: number | undefined;
  /**
   * Its records, each a line with its newline, read from S3 while they are taken and only then; the last one may have
   * no newline. A line above 4 MiB, which is several records without newlines, comes in pieces. Throws
   * {@link UnreadableObjectError} behind what could be read.
   */
  readonly records: AsyncIterable<Buffer>;
}

/** Which objects are wanted. */
export interface DeliveredQuery {
  /** `errors` reads what lies under the error prefix. @defaultValue `records` */
  readonly kind?: 'records' | 'errors';
  /** Only keys behind this one, in the order of their bytes. */
  readonly startAfter?: string | undefined;
  /** Only objects that were delivered at this time or later, by S3's clock. */
  readonly since?: Date | undefined;
  /**
   * Only objects below the folder of this hour or a later one, where a stream has such folders.
   * @defaultValue 25 hours before `since`
   */
  readonly fromHourOf?: Date | undefined;
  readonly signal?: AbortSignal;
}

/** A delivery that failed is tried again for 24 hours, and its key tells when the records came (doc). */
const LATEST_DELIVERY_MS = 25 * 3_600_000;

/**
 * Reads what a stream delivered, object after object in the order of the keys, in memory that doesn't grow with them.
 * It lists and gets, and never writes.
 *
 * @param client - Whatever makes S3 calls.
 * @param destination - As `describeDestination` tells it; what isn't gzip is taken for uncompressed.
 */
export async function* readDelivered(
  client: Pick<S3Client, 'send'>,
  destination: S3Destination,
  query: DeliveredQuery = {},
): AsyncGenerator<DeliveredObject, void, undefined> {
  const { bucket } = destination;
  const factsOf = createKeyReader(destination);
  const { kind = 'records', since = new Date(0), signal } = query;
  for (const listing of listingsOf(destination, query)) {
    for await (const object of listObjects(client, bucket, listing, signal)) {
      const facts = factsOf(object.key);
      // S3 tells whole seconds.
      if (facts.kind !== kind || object.lastModified < Math.floor(since.getTime() / 1_000) * 1_000) continue;
      const { oldestRecordAt } = facts;
      const records = {
        [Symbol.asyncIterator]: () => one(readObject(client, { bucket, key: object.key }, signal)),
      };
      yield { ...object, oldestRecordAt, records };
    }
  }
}

/**
 * The records of one object, as many at a time as a chunk holds.
 *
 * @throws UnreadableObjectError behind what could be read of an object that is gone or damaged.
 */
export async function* readObject(
  client: Pick<S3Client, 'send'>,
  address: ObjectAddress,
  signal?: AbortSignal,
): AsyncGenerator<readonly Buffer[], void, undefined> {
  try {
    // Its name says nothing here: what begins like gzip is gzip, one member or several.
    yield* linesOf(gunzipped(objectBytes(client, address, signal), ''));
  } catch (cause) {
    throw unreadable(address.key, cause) ?? cause;
  }
}

function unreadable(key: string, cause: unknown): UnreadableObjectError | undefined {
  const { name } = cause as Error;
  if (name === 'NoSuchKey' || name === 'NotFound' || name === 'PreconditionFailed') {
    const what = 'is gone: it was deleted or replaced after it had been listed.';
    return new UnreadableObjectError(key, 'gone', { cause, what });
  }
  if (!(cause instanceof InputError)) return undefined;
  const breaksOff = cause.message.includes('breaks off');
  const what = breaksOff ? 'is cut: its gzip data break off.' : "is damaged: its gzip data can't be read.";
  return new UnreadableObjectError(key, 'damaged', { cause, what });
}

function listingsOf(destination: S3Destination, query: DeliveredQuery): readonly Listing[] {
  const { kind, since, fromHourOf, startAfter } = query;
  const from = fromHourOf?.getTime() ?? (since && since.getTime() - LATEST_DELIVERY_MS);
  const listings = kind === 'errors' ? errorListings(destination) : [recordListing(destination, from)];
  return listings.map((listing) => withStart(listing, startAfter));
}

function withStart(listing: Listing, key: string | undefined): Listing {
  if (key === undefined) return listing;
  const isBehind = Buffer.compare(Buffer.from(key), Buffer.from(listing.startAfter ?? '')) > 0;
  return isBehind ? { ...listing, startAfter: key } : listing;
}

async function* one(blocks: AsyncIterable<readonly Buffer[]>): AsyncGenerator<Buffer, void, undefined> {
  for await (const block of blocks) yield* block;
}
