import fc from 'fast-check';
import { expect, it } from 'vitest';
import { batchBodyLength, writeBatchBody } from '../../src/aws/batch-body.ts';

function bodyOf(streamName: string, records: readonly Uint8Array[]): Buffer {
  // What an earlier call left in a lent buffer must not show.
  return writeBatchBody(Buffer.alloc(batchBodyLength(streamName, records) + 7, '#'), streamName, records);
}

it('is the JSON that the service model asks for, whatever the bytes are', () => {
  const records = fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(fc.stringMatching(/^[a-zA-Z0-9_.-]{1,64}$/), records, (name, data) => {
      const Records = data.map((bytes) => ({ Data: Buffer.from(bytes).toString('base64') }));
      expect(bodyOf(name, data).toString('latin1')).toBe(
        JSON.stringify({ DeliveryStreamName: name, Records }),
      );
    }),
  );
});

it('has the length that was reckoned, for records of 0 to 6 bytes and part of a larger buffer', () => {
  const store = Buffer.from('abcdefghij');
  for (let length = 0; length <= 6; length += 1) {
    const record = new Uint8Array(store.buffer, store.byteOffset + 2, length);
    const body = bodyOf('s', [record, record]);
    expect(body.length).toBe(batchBodyLength('s', [record, record]));
    const { Records } = JSON.parse(body.toString('latin1'));
    expect(Buffer.from(Records[1].Data, 'base64')).toEqual(store.subarray(2, 2 + length));
  }
});
