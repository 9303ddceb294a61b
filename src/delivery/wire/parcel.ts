import type { RecordOutcome } from '../../actions/outcomes.ts';
import type { BatchLimits } from '../../records/batches.ts';
import type { EncodedRecord } from '../../records/record.ts';

/** Records that go on the wire in one call, and what is known of them. */
export interface Parcel {
  readonly records: readonly EncodedRecord[];
  /** Sum of the records' lengths, newlines included. */
  readonly bytes: number;
  /** Outcomes of earlier calls, one a record; `undefined` where there was none. */
  readonly earlier: readonly RecordOutcome[] | undefined;
  /** Calls that each record took part in, one number a record; `undefined` where there was none. */
  readonly calls: readonly number[] | undefined;
}

/** The most calls that one of a parcel's records took part in. */
export function callsBehind({ calls = [] }: Parcel): number {
  return calls.reduce((most, number) => Math.max(most, number), 0);
}

/** The records at some positions, as a parcel of their own. */
export function partOf(parcel: Parcel, positions: readonly number[]): Parcel {
  const records = picked(parcel.records, positions);
  return {
    records,
    bytes: lengthOf(records),
    earlier: parcel.earlier && picked(parcel.earlier, positions),
    calls: parcel.calls && picked(parcel.calls, positions),
  };
}

/** How many of the first records keep within the limits; one at least. */
export function countWithin({ records, bytes }: Parcel, limits: BatchLimits): number {
  if (records.length <= limits.records && bytes <= limits.bytes) return records.length;
  let sum = 0;
  for (const [position, { length }] of records.entries()) {
    sum += length;
    if (position > 0 && (position === limits.records || sum > limits.bytes)) return position;
  }
  return records.length;
}

/** The records in front of a position, and those from there on. */
export function cutAt(parcel: Parcel, position: number): [Parcel, Parcel] {
  const positions = [...parcel.records.keys()];
  return [partOf(parcel, positions.slice(0, position)), partOf(parcel, positions.slice(position))];
}

/** Puts parcels that have calls behind them into one, in their order. */
export function joined(parcels: readonly Parcel[]): Parcel {
  return {
    records: parcels.flatMap(({ records }) => records),
    bytes: parcels.reduce((sum, { bytes }) => sum + bytes, 0),
    earlier: parcels.flatMap(({ earlier = [] }) => earlier),
    calls: parcels.flatMap(({ calls = [] }) => calls),
  };
}

/** Parts a parcel by the number of calls behind its records, because that decides how long they wait. */
export function byCalls(parcel: Parcel): Parcel[] {
  const positions = new Map<number, number[]>();
  for (const [position, calls] of (parcel.calls ?? []).entries()) {
    const same = positions.get(calls);
    if (same) same.push(position);
    else positions.set(calls, [position]);
  }
  return positions.size < 2 ? [parcel] : [...positions.values()].map((same) => partOf(parcel, same));
}

/** A copy with bytes of its own, otherwise one record that waits keeps the whole chunk in memory that it was read in. */
export function detached(parcel: Parcel): Parcel {
  const bytes = Buffer.allocUnsafeSlow(parcel.bytes);
  let at = 0;
  // Each field by its name: what a record looks up when it is asked isn't copied by spreading it.
  const records = parcel.records.map(({ index, file, offset, origin, length, data }) => {
    bytes.set(data, at);
    at += length;
    return { index, file, offset, origin, length, data: bytes.subarray(at - length, at) };
  });
  return { ...parcel, records };
}

function picked<T>(list: readonly T[], positions: readonly number[]): T[] {
  const found: T[] = [];
  for (const position of positions) {
    const entry = list[position];
    if (entry !== undefined) found.push(entry);
  }
  return found;
}

function lengthOf(records: readonly EncodedRecord[]): number {
  let bytes = 0;
  for (const { length } of records) bytes += length;
  return bytes;
}
