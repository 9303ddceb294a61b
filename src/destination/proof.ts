import { setMaxListeners } from 'node:events';
import type { S3Client } from '@aws-sdk/client-s3';
import { sleep } from '../actions/backoff.ts';
import type { S3Destination } from '../actions/describe-destination.ts';
import type { VerificationReport } from '../report/verification.ts';
import type { Comparison } from './comparison.ts';
import type { Part } from './entries.ts';
import { explainS3Error } from './explain-s3-error.ts';
import { createMultisets, type InputRecord } from './multisets.ts';
import { judge } from './verdict.ts';
import { createWatch, type RunWindow, type Watch } from './watch.ts';

/** How long it is waited for records that aren't there yet. */
export interface Waiting {
  readonly deadlineMs: number;
  /** Ends the wait; what was found until then is compared. */
  readonly skip: AbortSignal;
  /** Called before each look; an embedded AWS delivers what it has buffered. */
  readonly flush?: (() => Promise<void>) | undefined;
  /** @defaultValue 5,000, or a tenth of a deadline below 50 seconds */
  readonly intervalMs?: number;
}

/** What isn't known of a run that has ended. */
export interface Uncertainty {
  /** Records of the input that weren't delivered, without anybody knowing which. */
  readonly blameless: number;
  /** Delivered records that may be there twice, without anybody knowing which. */
  readonly possiblyDuplicated: number;
}

/** Holds the records of one run against what lies at its destination. */
export interface Proof {
  /** Records that must be found, and about how many of them have been. */
  readonly progress: { readonly expected: number; readonly found: number };
  /**
   * Takes a record of the run's; it never throws, because a run doesn't end for its proof.
   *
   * @param copies - How many more of it an attempt without a clear answer may have stored.
   */
  add(record: InputRecord, part: Part, copies: number): void;
  /** Takes what lies at the destination now for earlier than the run; to be called before it sends. */
  passOver(): Promise<void>;
  /**
   * Waits until everything is there, or no longer, and compares. Where it can't, because S3 refuses, it throws a
   * RunError.
   */
  verify(waiting: Waiting, uncertainty?: Uncertainty): Promise<VerificationReport>;
  /** Frees the disk. */
  close(): void;
}

const POLL_INTERVAL_MS = 5_000;
const SAMPLES = 5;
const NEWLINE = 10;
const CERTAIN: Uncertainty = { blameless: 0, possiblyDuplicated: 0 };

/** Begins a proof; the destination must deliver records as they were sent, see `refuseUnprovable`. */
export function createProof(
  client: Pick<S3Client, 'send'>,
  destination: S3Destination,
  window: RunWindow,
): Proof {
  const sets = createMultisets();
  const watch = createWatch(client, destination, window, sets);
  const explain = (error: unknown): never => {
    throw explainS3Error(error, destination.bucket);
  };
  let expected = 0;
  let incomparable = 0;
  let failure: unknown;

  const add = (record: InputRecord, part: Part, copies: number): void => {
    if (!endsOneLine(record.data)) incomparable += part === 'delivered' ? 1 : 0;
    else sets.add(record, part, copies);
    if (part !== 'maybe-stored') expected += part === 'delivered' ? 1 : -1;
  };
  const compareWhenThere = async (waiting: Waiting, blameless: number): Promise<Comparison> => {
    if (failure !== undefined) throw failure;
    const wanted = expected - incomparable - blameless;
    const mayBeAll = () => sets.found.destination + sets.found.earlier + sets.found.errors >= wanted;
    for await (const look of looks(watch, waiting)) {
      if (!mayBeAll() && look !== 'last') continue;
      const comparison = sets.compare(SAMPLES);
      if (look === 'last' || isSettled(comparison, blameless)) return comparison;
    }
    return sets.compare(SAMPLES);
  };

  return {
    get progress() {
      return { expected, found: Math.min(expected, sets.found.destination) };
    },
    add(record, part, copies) {
      try {
        add(record, part, copies);
      } catch (error) {
        failure ??= error;
      }
    },
    passOver: () => watch.passOver().catch(explain),
    async verify(waiting, { blameless, possiblyDuplicated } = CERTAIN) {
      const startedAt = performance.now();
      const comparison = await compareWhenThere(waiting, blameless).catch(explain);
      const wait = waiting.skip.aborted ? 'cut short' : 'over';
      const { outsideObjects, objects, bytes, unreadable } = watch;
      const judgement = judge({
        ...{ comparison, blameless, incomparable, outsideObjects, unreadable, wait },
        allowance: possiblyDuplicated,
      });
      const { duplicated, explained } = comparison;
      return {
        ...judgement,
        expected,
        found: comparison.found,
        missing: comparison.missing,
        duplicated,
        explained: Math.min(duplicated, explained + possiblyDuplicated),
        foreign: comparison.foreign,
        inErrorPrefix: comparison.missingButInErrors,
        ...{ objects, bytes, unreadable },
        waitedS: Math.round(performance.now() - startedAt) / 1_000,
        samples: comparison.samples.map(({ file, offset }) => ({ file: sets.fileOf(file), offset })),
      };
    },
    close: () => sets.close(),
  };
}

/** Whether a record is one line of an object: objects hold records without anything between them (doc). */
function endsOneLine(data: Uint8Array): boolean {
  return data.indexOf(NEWLINE) === data.length - 1;
}

/** Looks until the deadline, or until whoever asks has seen enough. */
async function* looks(watch: Watch, waiting: Waiting): AsyncGenerator<'another' | 'last', void, undefined> {
  const { deadlineMs, skip, flush, intervalMs = Math.min(POLL_INTERVAL_MS, deadlineMs / 10) } = waiting;
  // Every object that is read at once listens, otherwise Node takes the eleventh for a leak and warns.
  setMaxListeners(0, skip);
  const startedAt = performance.now();
  for (;;) {
    await flush?.();
    const objects = watch.objects;
    await watch.look(skip).catch((error: unknown) => {
      if (!skip.aborted) throw error;
    });
    if (skip.aborted || performance.now() - startedAt + intervalMs > deadlineMs) return yield 'last';
    if (watch.objects > objects) yield 'another';
    await sleep(intervalMs, skip);
    if (skip.aborted) return yield 'last';
  }
}

/** Whether waiting longer would change nothing. */
function isSettled(comparison: Comparison, blameless: number): boolean {
  const { missing, missingButEarlier, missingButInErrors } = comparison;
  return missing - missingButEarlier - missingButInErrors <= blameless;
}
