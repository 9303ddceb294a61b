import fc from 'fast-check';
import { expect, it } from 'vitest';
import { linesOf, PIECE_BYTES } from '../../src/destination/lines.ts';

async function linesIn(chunks: readonly Buffer[]): Promise<readonly Buffer[]> {
  async function* source() {
    yield* chunks;
  }
  const lines: Buffer[] = [];
  for await (const block of linesOf(source())) lines.push(...block);
  return lines;
}

it('cuts at newlines alone, however the bytes come', async () => {
  const pieces = fc.array(fc.array(fc.constantFrom('a', 'é', '\r', '\n', '\n\n'), { maxLength: 6 }));
  await fc.assert(
    fc.asyncProperty(pieces, async (texts) => {
      const chunks = texts.map((text) => Buffer.from(text.join('')));
      const whole = Buffer.concat(chunks).toString('utf8');
      const expected = whole.split(/(?<=\n)/).filter((line) => line !== '');
      expect((await linesIn(chunks)).map(String)).toEqual(expected);
    }),
  );
});

it('gives a line that is longer than any record in pieces', async () => {
  const chunk = Buffer.alloc(PIECE_BYTES / 4, 'x');
  const lines = await linesIn([...Array.from({ length: 6 }, () => chunk), Buffer.from('y\nz')]);
  expect(lines.map((line) => line.length)).toEqual([PIECE_BYTES, PIECE_BYTES / 2 + 2, 1]);
});
