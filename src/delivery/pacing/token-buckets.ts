import type { StreamQuota } from '../../aws/limits.ts';

/** What one call takes of a quota. */
export interface CallCost {
  readonly records: number;
  readonly bytes: number;
}

/** Buckets for bytes, records and requests that fill at a share of a quota. Times are in milliseconds. */
export interface TokenBuckets {
  /** How long a call has to wait, in milliseconds; 0 where it may go now. */
  waitMs(cost: CallCost, now: number): number;
  /** Takes a call's tokens; one that is larger than its bucket leaves a debt. */
  take(cost: CallCost, now: number): void;
  /** The service's own buckets turned out to be empty. */
  empty(now: number): void;
}

/** What a full bucket holds, in seconds of quota: a little less than one, because the service's own begins later. */
const CAPACITY_S = 0.9;

/**
 * Makes three full buckets.
 *
 * @param quota - All of it.
 * @param share - The share of it that may be used now.
 */
export function createTokenBuckets(quota: StreamQuota, share: () => number, now: number): TokenBuckets {
  // Levels in seconds of quota, so that they go on where the quota changes.
  let levels = { records: CAPACITY_S, bytes: CAPACITY_S, requests: CAPACITY_S };
  let filledAt = now;
  const fill = (at: number) => {
    const more = (Math.max(0, at - filledAt) / 1_000) * share();
    const filled = (level: number) => Math.min(CAPACITY_S, level + more);
    levels = {
      records: filled(levels.records),
      bytes: filled(levels.bytes),
      requests: filled(levels.requests),
    };
    filledAt = at;
  };
  return {
    waitMs: (cost, at) => {
      fill(at);
      const needs = secondsOf(cost, quota);
      const missing = (need: number, level: number) => Math.min(need, CAPACITY_S) - level;
      const most = Math.max(
        missing(needs.records, levels.records),
        missing(needs.bytes, levels.bytes),
        missing(needs.requests, levels.requests),
      );
      // What is missing by a rounding error isn't worth a timer.
      return most <= 1e-9 ? 0 : (most / share()) * 1_000;
    },
    take: (cost, at) => {
      fill(at);
      const needs = secondsOf(cost, quota);
      levels = {
        records: levels.records - needs.records,
        bytes: levels.bytes - needs.bytes,
        requests: levels.requests - needs.requests,
      };
    },
    empty: (at) => {
      fill(at);
      levels = {
        records: Math.min(0, levels.records),
        bytes: Math.min(0, levels.bytes),
        requests: Math.min(0, levels.requests),
      };
    },
  };
}

/** A call's cost in seconds of each quota. */
function secondsOf({ records, bytes }: CallCost, quota: StreamQuota) {
  return {
    records: records / quota.recordsPerSecond,
    bytes: bytes / quota.bytesPerSecond,
    requests: 1 / quota.requestsPerSecond,
  };
}
