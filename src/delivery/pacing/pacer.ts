import { sleep } from '../../actions/backoff.ts';
import type { StreamQuota } from '../../aws/limits.ts';
import type { CallFacts } from '../../aws/observed.ts';
import type { BatchLimits } from '../../records/batches.ts';
import { createRateControl, type RateControl } from './rate-control.ts';
import { type CallCost, createTokenBuckets, type TokenBuckets } from './token-buckets.ts';

/** Keeps all calls of a run together within a quota. */
export interface Pacer {
  /** Begins to pace; before that, and without it, every call goes at once. */
  pace(quota: PacedQuota): void;
  /**
   * Waits until a call may go on the wire, and takes its tokens; calls go in the order in which they came.
   *
   * @returns `go`, or `stopped` where the signal was aborted first: nothing is taken then.
   */
  admit(cost: CallCost, signal: AbortSignal | undefined): Promise<'go' | 'stopped'>;
  /** Learns from what became of a call. */
  observe(call: CallFacts): void;
  /** The largest call that the present rate is meant for. */
  readonly limits: BatchLimits;
}

/** A quota, and where it comes from, which decides how far it can be trusted. */
export interface PacedQuota {
  readonly quota: StreamQuota;
  /** learned, ordered: it is never exceeded · documented: the stream may have been given more. */
  readonly source: 'learned' | 'ordered' | 'documented';
}

/** Clock and waiting of a pacer, for tests. */
export interface PacerEdges {
  /** @defaultValue performance.now */
  readonly now?: () => number;
  /** @defaultValue sleep */
  readonly sleep?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

/** What one call may take, in seconds of the present rate: several share a second, so that the flow is even. */
const CALL_S = 0.1;
const UNLIMITED = { records: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };

interface Pace {
  readonly quota: StreamQuota;
  readonly control: RateControl;
  readonly buckets: TokenBuckets;
}

/** Makes a pacer that holds nobody up until it is told a quota. */
export function createPacer(edges: PacerEdges = {}): Pacer {
  const now = edges.now ?? (() => performance.now());
  const wait = edges.sleep ?? sleep;
  let pace: Pace | undefined;
  let limits: BatchLimits = UNLIMITED;
  let last: Promise<unknown> = Promise.resolve();

  const admitNext = async (
    { buckets, control }: Pace,
    cost: CallCost,
    signal: AbortSignal | undefined,
  ): Promise<'go' | 'stopped'> => {
    for (let at = now(); signal?.aborted !== true; at = now()) {
      const waitMs = buckets.waitMs(cost, at);
      if (waitMs === 0) {
        buckets.take(cost, at);
        return 'go';
      }
      // The rate may change meanwhile, so it is asked for again.
      await wait(waitMs, signal);
      control.waited(now() - at);
    }
    return 'stopped';
  };
  return {
    pace: ({ quota, source }) => {
      const control = createRateControl(source === 'documented' ? 'assumed' : 'known');
      pace = { quota, control, buckets: createTokenBuckets(quota, control.share, now()) };
      limits = limitsOf(pace);
    },
    admit: (cost, signal) => {
      const current = pace;
      if (!current) return Promise.resolve(signal?.aborted ? 'stopped' : 'go');
      const turn = last.then(() => admitNext(current, cost, signal));
      last = turn;
      return turn;
    },
    observe: ({ sentAt, records, throttled }) => {
      if (!pace) return;
      if (throttled === 0) pace.control.accepted(sentAt);
      else if (pace.control.throttled(throttled / records, sentAt, now()) === 'lowered')
        pace.buckets.empty(now());
      limits = limitsOf(pace);
    },
    get limits() {
      return limits;
    },
  };
}

function limitsOf({ quota, control }: Pace): BatchLimits {
  const most = (perSecond: number) => Math.max(1, Math.floor(perSecond * CALL_S * control.share()));
  return { records: most(quota.recordsPerSecond), bytes: most(quota.bytesPerSecond) };
}
