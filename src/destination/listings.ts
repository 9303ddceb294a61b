import type { S3Destination } from '../actions/describe-destination.ts';
import { fixedPart, hasHourFolders } from './delivered-keys.ts';

/** One list of keys to ask S3 for. */
export interface Listing {
  readonly prefix: string;
  /** The list begins behind this key. */
  readonly startAfter?: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Types of errors for which a stream that delivers to S3 writes records under the error prefix (doc). */
const ERROR_TYPES = ['processing-failed', 'format-conversion-failed'];

/**
 * Where the objects of records that came at a time or later can lie: below the hour's folder where the keys have such,
 * otherwise below the part of the prefix that is always the same.
 *
 * @param since - Milliseconds since the epoch; undefined for all.
 */
export function recordListing(destination: S3Destination, since: number | undefined): Listing {
  if (!hasHourFolders(destination)) return { prefix: fixedPart(destination.prefix) };
  // Without the century an empty prefix would list the whole bucket.
  const prefix = `${destination.prefix}20`;
  if (since === undefined) return { prefix };
  // In another time zone an hour's folder may have the name of one up to 14 hours away.
  const early = destination.timeZone === 'UTC' ? since : since - DAY_MS;
  return { prefix, startAfter: `${destination.prefix}${hourFolder(early)}` };
}

/** Where the objects under the error prefix can lie. */
export function errorListings({ prefix, errorPrefix }: S3Destination): readonly Listing[] {
  if (errorPrefix !== undefined) return [{ prefix: fixedPart(errorPrefix) }];
  return ERROR_TYPES.map((type) => ({ prefix: `${fixedPart(prefix)}${type}/` }));
}

/** Such as `2026/11/21/13/`, in UTC. */
function hourFolder(time: number): string {
  const [date = '', clock = ''] = new Date(time).toISOString().split('T');
  return `${date.replaceAll('-', '/')}/${clock.slice(0, 2)}/`;
}
