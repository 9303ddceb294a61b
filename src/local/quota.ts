import { LocalOptionError } from './local-option-error.ts';

/** What a Direct PUT stream takes a second, PutRecord and PutRecordBatch together. */
export interface Quota {
  readonly records: number;
  readonly requests: number;
  readonly bytes: number;
}

const MEBIBYTE = 1_024 * 1_024;
const LARGE_REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1'];

/** The documented quota of a Region's streams before anybody asks for more (doc). */
export function quotaOfRegion(region: string): Quota {
  return LARGE_REGIONS.includes(region)
    ? { records: 500_000, requests: 2_000, bytes: 5 * MEBIBYTE }
    : { records: 100_000, requests: 1_000, bytes: MEBIBYTE };
}

/**
 * Reads `--quota`: `none`, `region` for the documented figures of this Region, `region:NAME` for another's, or figures
 * a second as `records=1000,requests=10,bytes=1048576` (what is left out has no bound). Throws {@link LocalOptionError}.
 */
export function parseQuota(text: string, region: string): Quota | undefined {
  if (text === 'none') return undefined;
  if (text === 'region') return quotaOfRegion(region);
  if (text.startsWith('region:')) return quotaOfRegion(text.slice('region:'.length));
  const quota = {
    records: Number.POSITIVE_INFINITY,
    requests: Number.POSITIVE_INFINITY,
    bytes: Number.POSITIVE_INFINITY,
  };
  for (const term of text.split(',')) {
    const match = /^(records|requests|bytes)=([1-9]\d{0,11})$/.exec(term.trim());
    if (match === null) {
      throw new LocalOptionError(
        `Quota: "${term}" is not understood; write none, region, region:eu-central-1 or records=1000,requests=10,bytes=1048576.`,
      );
    }
    quota[match[1] as keyof Quota] = Number(match[2]);
  }
  return quota;
}

/** One stream's token buckets: each holds a second's worth, and is full at the beginning. */
export interface QuotaBuckets {
  /** Takes one request; false when the second's requests are used up. */
  takeRequest(now: number): boolean;
  /** Takes one record of this size; false when records or bytes are used up (then nothing is taken). */
  takeRecord(now: number, bytes: number): boolean;
}

/** Buckets for one stream; times are milliseconds by any clock that doesn't run backwards. */
export function createBuckets(quota: Quota): QuotaBuckets {
  const requests = createBucket(quota.requests);
  const records = createBucket(quota.records);
  const bytes = createBucket(quota.bytes);
  return {
    takeRequest: (now) => requests.has(now, 1) && requests.take(1),
    takeRecord: (now, size) =>
      records.has(now, 1) && bytes.has(now, size) && records.take(1) && bytes.take(size),
  };
}

interface Bucket {
  has(now: number, amount: number): boolean;
  take(amount: number): true;
}

function createBucket(perSecond: number): Bucket {
  let tokens = perSecond;
  let filledAt = 0;
  return {
    has(now, amount) {
      const refill = Number.isFinite(perSecond)
        ? (Math.max(0, now - filledAt) / 1_000) * perSecond
        : perSecond;
      tokens = Math.min(perSecond, tokens + refill);
      filledAt = now;
      // One record larger than the whole bucket passes when the bucket is full, otherwise it could never pass.
      return tokens >= Math.min(amount, perSecond);
    },
    take(amount) {
      tokens = Number.isFinite(perSecond) ? Math.max(0, tokens - amount) : tokens;
      return true;
    },
  };
}
