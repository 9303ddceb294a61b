import { sleep } from '../actions/backoff.ts';
import { NOT_SENT_CODE } from '../actions/failures.ts';
import type { RecordOutcome } from '../actions/outcomes.ts';
import type { Attempt, RetryOptions } from '../actions/retry-policy.ts';
import type { EncodedRecord } from '../records/record.ts';
import { bytesOf } from './refuse-record.ts';
import type { Run } from './run.ts';
import type { StageCounts } from './stage-counts.ts';
import type { Turn } from './wire/turns.ts';

/** What is sent, and how it waits before a further call: by default where it stands. */
interface Sending {
  readonly records: readonly EncodedRecord[];
  readonly bytes: number;
  readonly earlier: readonly RecordOutcome[] | undefined;
  /** Where a call that is ready waits for others. */
  readonly turn?: Turn | undefined;
  /** Calls that the records took part in already. */
  readonly callsBefore?: number;
  readonly baseDelayMs?: number;
  readonly sleep?: (ms: number) => Promise<void>;
}

/** Made at once and not from another one's options: an object that is spread and then changed costs a call 20 µs. */
export function retryOptions(
  run: Run,
  stage: StageCounts,
  operation: string,
  sending: Sending,
): RetryOptions {
  const { attempts, maxDelayMs } = run.settings;
  const { records, earlier, baseDelayMs = run.settings.baseDelayMs } = sending;
  const { noNewCalls: signal } = run.stopping;
  const pacedSleep = async (ms: number) => {
    await sleep(ms, signal);
    await run.pacer.admit({ records: records.length, bytes: bytesOf(records) }, signal);
  };
  return {
    attempts,
    baseDelayMs,
    maxDelayMs,
    // The run as a whole gives up when nothing is delivered any more; a single batch doesn't.
    giveUpAfterMs: Number.POSITIVE_INFINITY,
    signal,
    earlier,
    onAttempt: (made) => bookAttempt(run, stage, operation, sending, made),
    sleep: sending.sleep ?? pacedSleep,
  };
}

function bookAttempt(
  run: Run,
  stage: StageCounts,
  operation: string,
  { records: [first], bytes, callsBefore = 0, turn }: Sending,
  made: Attempt,
): void {
  if (made.errorCode === NOT_SENT_CODE) return;
  // An attempt that failed before its turn still sees the wait of the one before it.
  const durationMs = Math.max(0, made.durationMs - (turn?.waitedMs ?? 0));
  const attempt = { ...made, attempt: callsBefore + made.attempt, durationMs };
  stage.call(attempt);
  run.counts.lastAnswerAt = performance.now();
  const facts = {
    stream: run.settings.stream,
    operation,
    // A batch goes by the index of its first record.
    batch: first?.index,
    records: made.records,
    // A retry carries only some of the bytes.
    bytes: attempt.attempt === 1 ? bytes : undefined,
    attempt: attempt.attempt,
    requestId: made.requestId,
    durationMs: Math.round(durationMs),
  };
  const { errorCode, failedPutCount, delayMs } = made;
  if (errorCode === undefined) run.log.debug(facts, 'call succeeded');
  else run.log.warn({ ...facts, errorCode, failedPutCount, delayMs: round(delayMs) }, 'call failed');
}

const round = (ms: number | undefined) => (ms === undefined ? undefined : Math.round(ms));
