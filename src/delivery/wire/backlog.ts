import type { BatchLimits } from '../../records/batches.ts';
import { joined, type Parcel } from './parcel.ts';

/** Parcels that wait for their next call. */
export interface Backlog {
  /** @param dueAt - Earliest time of the next call, by the clock of the others, in milliseconds. */
  add(parcel: Parcel, dueAt: number): void;
  /** What is due: nothing, something, or as much as fits into one call. */
  due(now: number, limits: BatchLimits): 'nothing' | 'something' | 'a full call';
  /** Bytes of the call that `take` would make. */
  nextBytes(now: number, limits: BatchLimits): number;
  /** Takes as much of what is due as fits into one call, the oldest first; one parcel at least. */
  take(now: number, limits: BatchLimits): Parcel | undefined;
  /** When the next parcel is due; infinite where none waits. */
  nextDueAt(): number;
  /** Parcels, and their records. */
  readonly parcels: number;
  readonly records: number;
  /** Takes everything out, due or not. */
  drain(): Parcel[];
}

interface Waiting {
  readonly parcel: Parcel;
  readonly dueAt: number;
}

/** Makes a backlog without a parcel. */
export function createBacklog(): Backlog {
  /** In the order of their times. */
  let waiting: Waiting[] = [];
  let records = 0;
  const fitting = (now: number, limits: BatchLimits) => countFitting(waiting, now, limits);
  return {
    add: (parcel, dueAt) => {
      const place = waiting.findLastIndex((other) => other.dueAt <= dueAt) + 1;
      waiting.splice(place, 0, { parcel, dueAt });
      records += parcel.records.length;
    },
    due: (now, limits) => {
      const { count, isFull } = fitting(now, limits);
      if (count === 0) return 'nothing';
      return isFull ? 'a full call' : 'something';
    },
    nextBytes: (now, limits) => fitting(now, limits).bytes,
    take: (now, limits) => {
      const { count } = fitting(now, limits);
      if (count === 0) return undefined;
      const parcel = joined(waiting.splice(0, count).map((one) => one.parcel));
      records -= parcel.records.length;
      return parcel;
    },
    nextDueAt: () => waiting[0]?.dueAt ?? Number.POSITIVE_INFINITY,
    get parcels() {
      return waiting.length;
    },
    get records() {
      return records;
    },
    drain: () => {
      const all = waiting.map(({ parcel }) => parcel);
      waiting = [];
      records = 0;
      return all;
    },
  };
}

/** How many of the first parcels are due and go into one call together; one that is too large goes alone. */
function countFitting(waiting: readonly Waiting[], now: number, limits: BatchLimits) {
  let count = 0;
  let records = 0;
  let bytes = 0;
  for (const { parcel, dueAt } of waiting) {
    if (dueAt > now) return { count, bytes, isFull: records >= limits.records || bytes >= limits.bytes };
    const isTooMuch = records + parcel.records.length > limits.records || bytes + parcel.bytes > limits.bytes;
    if (count > 0 && isTooMuch) return { count, bytes, isFull: true };
    count += 1;
    records += parcel.records.length;
    bytes += parcel.bytes;
  }
  return { count, bytes, isFull: records >= limits.records || bytes >= limits.bytes };
}
