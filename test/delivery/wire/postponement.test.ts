import { expect, it } from 'vitest';
import { NOT_SENT, type RecordOutcome } from '../../../src/actions/outcomes.ts';
import { joined, type Parcel } from '../../../src/delivery/wire/parcel.ts';
import { leftoversOf } from '../../../src/delivery/wire/postponement.ts';
import type { EncodedRecord } from '../../../src/records/record.ts';
import { encodedRecord } from '../../records/factories.ts';

const DELIVERED: RecordOutcome = {
  status: 'delivered',
  recordId: '',
  attempts: 1,
  possiblyDuplicated: false,
};
const LINE = `${'x'.repeat(99)}\n`;

const newParcel = (first: number, count: number): Parcel => ({
  records: Array.from({ length: count }, (_, place) => encodedRecord(first + place, { text: LINE })),
  bytes: count * LINE.length,
  earlier: undefined,
  calls: undefined,
});

/** What is left of a parcel when all its records but some are delivered. */
function leftOf(parcel: Parcel, isLeft: (record: EncodedRecord) => boolean): Parcel[] {
  const outcomes = parcel.records.map((record) => (isLeft(record) ? NOT_SENT : DELIVERED));
  return leftoversOf(parcel, outcomes, () => 1).map((leftover) => leftover.parcel);
}

/** Bytes of memory that the records keep from being freed. */
function pinnedBytes(parcels: readonly Parcel[]): number {
  const buffers = new Set(parcels.flatMap(({ records }) => records.map(({ data }) => data.buffer)));
  return [...buffers].reduce((sum, { byteLength }) => sum + byteLength, 0);
}

const textOf = ({ data }: EncodedRecord) => Buffer.from(data).toString();

it('a record that waits keeps no bytes but its own in memory, however often it was sent', () => {
  const all = leftOf(newParcel(0, 500), () => true);
  expect(pinnedBytes(all)).toBe(500 * LINE.length);
  const one = leftOf(joined(all), ({ index }) => index === 7);
  expect(one.flatMap(({ records }) => records.map(textOf))).toEqual([LINE]);
  expect(pinnedBytes(one)).toBe(LINE.length);
  expect(pinnedBytes(leftOf(joined(one), () => true))).toBe(LINE.length);
});

it('records that wait for different times keep no bytes of one another in memory', () => {
  const often = leftOf(joined(leftOf(newParcel(0, 10), () => true)), () => true);
  const once = leftOf(newParcel(10, 10), () => true);
  const parts = leftOf(joined([...often, ...once]), ({ index }) => index % 10 === 3);
  expect(parts.map(({ records }) => records.map(({ index }) => index))).toEqual([[3], [13]]);
  for (const part of parts) expect(pinnedBytes([part])).toBe(LINE.length);
});
