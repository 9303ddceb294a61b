import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deliveredEntries } from '../../src/aws/delivered-reply.ts';

const entriesOf = (reply: unknown) =>
  deliveredEntries(Buffer.from(typeof reply === 'string' ? reply : JSON.stringify(reply)));
const ok = { RecordId: 'abc+/=' };

describe('a reply that says that all went well', () => {
  it.each([
    { Encrypted: false, FailedPutCount: 0, RequestResponses: [ok, ok] },
    { RequestResponses: [ok, ok], FailedPutCount: 0, Encrypted: true },
    { FailedPutCount: 0, RequestResponses: [ok, ok] },
  ])('has an entry a record, ids unread: %j', (reply) => {
    expect(entriesOf(reply)?.map(({ RecordId }) => RecordId)).toEqual(['', '']);
  });

  it.each([1, 499, 500])('has %i entries where it has %i', (count) => {
    expect(entriesOf({ FailedPutCount: 0, RequestResponses: Array(count).fill(ok) })).toHaveLength(count);
  });
});

describe('a reply that looks different', () => {
  it.each([
    {},
    { FailedPutCount: 0 },
    { FailedPutCount: 0, RequestResponses: [] },
    { FailedPutCount: 1, RequestResponses: [ok] },
    { FailedPutCount: 0.5, RequestResponses: [ok] },
    { RequestResponses: [ok] },
    { FailedPutCount: 0, RequestResponses: [{ ...ok, ErrorCode: 'InternalFailure' }] },
    { FailedPutCount: 0, RequestResponses: [{ ErrorCode: 'InternalFailure' }] },
    { FailedPutCount: 0, RequestResponses: [{}] },
    { FailedPutCount: 0, RequestResponses: [ok, null] },
    { FailedPutCount: 0, RequestResponses: [{ RecordId: 'a"b' }] },
    { RequestResponses: [{ RecordId: 'a', x: { FailedPutCount: 0 } }] },
  ])('is left to the SDK: %j', (reply) => {
    expect(entriesOf(reply)).toBeUndefined();
  });

  it.each([
    '',
    'null',
    '<html>',
    '{"FailedPutCount": 0, "RequestResponses": [ {"RecordId":"a"} ]}',
    '{"FailedPutCount":0,"RequestResponses":[{"RecordId":"a"}]{"RecordId":"b"}}',
  ])('is left to the SDK: %s', (reply) => {
    expect(entriesOf(reply)).toBeUndefined();
  });

  it('is left to the SDK wherever it was cut off', () => {
    const whole = JSON.stringify({ FailedPutCount: 0, RequestResponses: [ok, ok, ok] });
    for (let length = 0; length < whole.length - 1; length += 1) {
      expect(entriesOf(whole.slice(0, length))).toBeUndefined();
    }
  });

  it('is never taken for more entries than the SDK would read', () => {
    const entry = fc.record(
      { RecordId: fc.string(), ErrorCode: fc.constantFrom('A', 'B') },
      { requiredKeys: [] },
    );
    const reply = fc.record({
      FailedPutCount: fc.nat(3),
      RequestResponses: fc.array(entry),
      Encrypted: fc.boolean(),
    });
    fc.assert(
      fc.property(reply, (value) => {
        const entries = entriesOf(value);
        if (entries === undefined) return;
        expect(value.FailedPutCount).toBe(0);
        expect(entries).toHaveLength(value.RequestResponses.length);
        expect(
          value.RequestResponses.every(({ RecordId, ErrorCode }) => RecordId !== undefined && !ErrorCode),
        ).toBe(true);
      }),
    );
  });

  it('is never taken for all well where some bytes of its entries are others', () => {
    const ids = fc.array(fc.string({ minLength: 0, maxLength: 40 }), { minLength: 1, maxLength: 20 });
    const change = fc.record({ at: fc.nat(2000), byte: fc.constantFrom(...Buffer.from('"\\\\{}[]:,0 x')) });
    fc.assert(
      fc.property(ids, fc.array(change, { minLength: 1, maxLength: 2 }), (names, changes) => {
        const bytes = Buffer.from(
          JSON.stringify({ FailedPutCount: 0, RequestResponses: names.map((RecordId) => ({ RecordId })) }),
        );
        const start = bytes.indexOf('[');
        for (const { at, byte } of changes) bytes[start + (at % (bytes.length - 1 - start))] = byte;
        const entries = deliveredEntries(bytes);
        if (entries === undefined) return;
        const { FailedPutCount, RequestResponses } = JSON.parse(bytes.toString());
        expect(FailedPutCount).toBe(0);
        expect(entries).toHaveLength(RequestResponses.length);
        for (const entry of RequestResponses) expect(Object.keys(entry)).toEqual(['RecordId']);
      }),
      { numRuns: 2000 },
    );
  });

  it('is left to the SDK where it is longer than any of the service', () => {
    const entries = (length: number) =>
      entriesOf({ FailedPutCount: 0, RequestResponses: Array(length).fill(ok) });
    expect(entries(500)).toHaveLength(500);
    expect(entries(20_000)).toBeUndefined();
    expect(entries(2)).toHaveLength(2);
  });
});
