import fc from 'fast-check';
import { expect, it } from 'vitest';
import { batchBodyRoom, recordsOf, writeBatchBody } from '../../src/aws/batch-body.ts';

/** What an earlier call left in a lent buffer must not show. */
function bodyOf(streamName: string, records: readonly Uint8Array[], offset = 0): Buffer {
  const target = Buffer.alloc(offset + batchBodyRoom(streamName, records) + 7, '#').subarray(offset);
  return writeBatchBody(target, streamName, records);
}

const expected = (streamName: string, records: readonly Uint8Array[]) =>
  JSON.stringify({
    DeliveryStreamName: streamName,
    Records: records.map((bytes) => ({ Data: Buffer.from(bytes).toString('base64') })),
  });

it('is the JSON that the service model asks for, whatever the bytes are', () => {
  const records = fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 8 });
  const offset = fc.nat(3);
  fc.assert(
    fc.property(fc.stringMatching(/^[a-zA-Z0-9_.-]{1,64}$/), records, offset, (name, data, place) => {
      expect(bodyOf(name, data, place).toString('latin1')).toBe(expected(name, data));
    }),
  );
});

it.each([0, 1, 2, 3, 4, 5, 6, 11, 12, 13, 1022, 1023, 1024, 1025, 1_000_001])(
  'has room and the same form for records of %i bytes that are part of a larger buffer',
  (length) => {
    const store = Buffer.alloc(length + 9, 'The quick brown fox\u00ff\u0000\u0080', 'latin1');
    const record = new Uint8Array(store.buffer, store.byteOffset + 2, length);
    for (const name of ['s', 'st']) {
      const target = Buffer.alloc(batchBodyRoom(name, [record, record]));
      const body = writeBatchBody(target, name, [record, record]);
      expect(body.toString('latin1')).toBe(expected(name, [record, record]));
    }
  },
);

it('is the same for more short records than are encoded at once, with long ones between them', () => {
  const short = Array.from({ length: 1300 }, (_, number) => Buffer.alloc(900 + (number % 7), `${number} `));
  const long = Buffer.alloc(2_000, 'long');
  for (const records of [short, [...short, long, long, ...short, long], [long, ...short]])
    expect(bodyOf('s', records).toString('latin1')).toBe(expected('s', records));
  const tiny = Array.from({ length: 1300 }, (_, number) => Buffer.from(String(number)));
  expect(bodyOf('s', tiny).toString('latin1')).toBe(expected('s', tiny));
});

it('takes the bytes of a batch, and leaves to the SDK what is empty or not bytes', () => {
  const a = Buffer.from('a');
  expect(recordsOf({ DeliveryStreamName: 's', Records: [{ Data: a }, { Data: a }] })).toEqual([a, a]);
  const Records = [{ Data: a }, { Data: 'text' as never }];
  expect(recordsOf({ DeliveryStreamName: 's', Records })).toBeUndefined();
  expect(recordsOf({ DeliveryStreamName: 's', Records: [] })).toBeUndefined();
  expect(recordsOf({ DeliveryStreamName: 's', Records: undefined })).toBeUndefined();
});

it.each([null, 5, 'text', [null], [undefined], [{ Data: null }]])(
  'leaves %j to the SDK to tell of',
  (Records) => {
    expect(recordsOf({ DeliveryStreamName: 's', Records: Records as never })).toBeUndefined();
  },
);
