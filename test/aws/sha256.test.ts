import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sha256Constructor } from '../../src/aws/sha256.ts';

const Sha256 = sha256Constructor();
const bytes = fc.uint8Array({ maxLength: 100 });

it('hashes pieces as Node does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(bytes), async (pieces) => {
      const ours = new Sha256();
      for (const piece of pieces) ours.update(piece);
      const expected = createHash('sha256').update(Buffer.concat(pieces)).digest();
      expect(Buffer.from(await ours.digest())).toEqual(expected);
    }),
  );
});

it('is keyed by a text or by bytes, whatever was hashed before', async () => {
  const secret = fc.oneof(fc.constantFrom('', 'a', 'b'), fc.string(), bytes);
  await fc.assert(
    fc.asyncProperty(secret, fc.oneof(fc.constant(new Uint8Array([1])), bytes), async (key, data) => {
      const expected = createHmac('sha256', key).update(data).digest();
      const copy = Uint8Array.from(data);
      const ours = new Sha256(key);
      ours.update(copy);
      expect(Buffer.from(await ours.digest())).toEqual(expected);
      // What was hashed may be used for something else from now on.
      copy.fill(7);
    }),
    { numRuns: 300 },
  );
});

it('begins anew', async () => {
  const ours = new Sha256();
  ours.update(new Uint8Array(3));
  ours.reset();
  expect(Buffer.from(await ours.digest())).toEqual(createHash('sha256').digest());
});

it('takes a whole buffer as a key', async () => {
  const ours = new Sha256(new Uint8Array([1, 2]).buffer);
  ours.update(new Uint8Array(3));
  const expected = createHmac('sha256', new Uint8Array([1, 2])).update(new Uint8Array(3));
  expect(Buffer.from(await ours.digest())).toEqual(expected.digest());
});
