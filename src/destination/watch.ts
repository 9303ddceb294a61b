import type { S3Client } from '@aws-sdk/client-s3';
import type { S3Destination } from '../actions/describe-destination.ts';
import { describeError } from '../actions/failures.ts';
import { rawDataOf } from './error-line.ts';
import type { Multisets } from './multisets.ts';
import { type DeliveredObject, readDelivered, readObject } from './read-delivered.ts';
import { UnreadableObjectError } from './unreadable-object-error.ts';

/** What is known of the run whose records are looked for. */
export interface RunWindow {
  readonly startedAt: Date;
  /** When it had sent everything; undefined while it is running. */
  readonly endedAt?: Date | undefined;
}

/** Looks at a destination again and again, and reads each object once. */
export interface Watch {
  readonly objects: number;
  readonly bytes: number;
  readonly unreadable: number;
  /** Objects whose oldest record came before or after the run. */
  readonly outsideObjects: number;
  /** Takes what is there now for earlier than the run, whatever the clocks say. */
  passOver(): Promise<void>;
  /** Reads what has come since the last look. */
  look(signal: AbortSignal): Promise<void>;
}

/** S3's clock may differ by so much: a signature that is further off is refused (doc). */
const CLOCK_MARGIN_MS = 15 * 60_000;
/** What the run's own clock says of its end is without its beginning, in which input and stream are checked. */
const END_MARGIN_MS = 5_000;

/** Objects that are read at once: most are small, and each costs a round trip. */
const READERS = 8;

type Kind = 'records' | 'errors';
const KINDS: readonly Kind[] = ['records', 'errors'];

/** Makes a watch over the objects that can hold records of a run. */
export function createWatch(
  client: Pick<S3Client, 'send'>,
  destination: S3Destination,
  window: RunWindow,
  sets: Pick<Multisets, 'find'>,
): Watch {
  const seen = new Set<string>();
  const counts = { objects: 0, bytes: 0, unreadable: 0, outsideObjects: 0 };
  const startMs = Math.floor(window.startedAt.getTime() / 1_000) * 1_000;
  const since = new Date(startMs - CLOCK_MARGIN_MS);
  const fromHourOf = new Date(since.getTime() - destination.bufferIntervalS * 1_000);
  let isPassed: (object: DeliveredObject) => boolean = ({ lastModified }) => lastModified < startMs;

  async function* fresh(kind: Kind, signal?: AbortSignal): AsyncGenerator<DeliveredObject> {
    const query = { kind, since, fromHourOf, ...(signal ? { signal } : {}) };
    for await (const object of readDelivered(client, destination, query)) {
      if (seen.has(object.key)) continue;
      seen.add(object.key);
      yield object;
    }
  }

  const read = async (kind: Kind, object: DeliveredObject, signal: AbortSignal): Promise<void> => {
    if (isLongAfter(object, window.endedAt)) return;
    const isEarlier = isPassed(object);
    // A failed record of an earlier run says nothing of this one.
    if (kind === 'errors' && isEarlier) return;
    if (kind === 'records' && !isEarlier && isOutside(object, startMs, window.endedAt))
      counts.outsideObjects += 1;
    counts.objects += 1;
    counts.bytes += object.size;
    const place = kind === 'errors' ? 'errors' : isEarlier ? 'earlier' : 'destination';
    const address = { bucket: destination.bucket, key: object.key };
    for await (const lines of readObject(client, address, signal)) {
      for (const line of lines) sets.find(kind === 'errors' ? (rawDataOf(line) ?? line) : line, place);
    }
  };

  const readWhatIsThere = (kind: Kind, object: DeliveredObject, signal: AbortSignal): Promise<void> =>
    read(kind, object, signal).catch((error: unknown) => {
      if (!isOfOneObject(error)) throw error;
      counts.unreadable += 1;
    });

  return {
    get objects() {
      return counts.objects;
    },
    get bytes() {
      return counts.bytes;
    },
    get unreadable() {
      return counts.unreadable;
    },
    get outsideObjects() {
      return counts.outsideObjects;
    },
    async passOver() {
      isPassed = () => false;
      for (const kind of KINDS) for await (const _ of fresh(kind));
    },
    async look(signal) {
      for (const kind of KINDS) {
        const objects = fresh(kind, signal);
        const work = async () => {
          for await (const object of objects) await readWhatIsThere(kind, object, signal);
        };
        await allOrFirstError(Array.from({ length: READERS }, work));
      }
    },
  };
}

/** Whether all its records came so long after the run that no difference of clocks makes them the run's. */
function isLongAfter({ oldestRecordAt }: DeliveredObject, endedAt: Date | undefined): boolean {
  if (oldestRecordAt === undefined || endedAt === undefined) return false;
  return oldestRecordAt > endedAt.getTime() + CLOCK_MARGIN_MS;
}

function isOutside({ oldestRecordAt }: DeliveredObject, startMs: number, endedAt: Date | undefined): boolean {
  if (oldestRecordAt === undefined) return false;
  const endMs = endedAt === undefined ? Number.POSITIVE_INFINITY : endedAt.getTime() + END_MARGIN_MS;
  return oldestRecordAt < startMs || oldestRecordAt > endMs;
}

/** What is wrong with one object doesn't end the look at the others. */
function isOfOneObject(error: unknown): boolean {
  // An archived object can be listed and not be read.
  return error instanceof UnreadableObjectError || describeError(error).name === 'InvalidObjectState';
}

/** Waits for all, otherwise one that goes on reading would do so while its sets are compared. */
async function allOrFirstError(work: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
