import { describe, expect, it } from 'vitest';
import { ChunkLook } from '../../src/records/chunk-look.ts';
import { PLAIN_DEPTH } from '../../src/records/plain-places.ts';
import { parses, readText } from './factories.ts';

const GOOD = '{"a":[1,"ä"]}\n'.repeat(10);
const BAD = GOOD.replace('1', '');
const DEEP = `${'['.repeat(PLAIN_DEPTH + 1)}${']'.repeat(PLAIN_DEPTH + 1)}`;

function looked(look: ChunkLook, text: string | Buffer): string {
  const chunk = Buffer.from(text);
  return look.look(chunk, 0, chunk.length);
}

describe('a look at the lines of a chunk', () => {
  it('finds them sound, text only, or unknown', () => {
    for (const [text, verdict] of [
      [GOOD, 'sound'],
      [BAD, 'sound text'],
      [Buffer.from([0x22, 0xff, 0x22, 0x0a]), 'unknown'],
    ] as const)
      expect(looked(new ChunkLook('ndjson', 0), text)).toBe(verdict);
    expect(looked(new ChunkLook('lines', 0), BAD)).toBe('sound');
  });

  it.each([
    [-1, 'sound text'],
    [0, 'sound text'],
    [1, 'sound'],
  ])(
    'minds their JSON only behind the bytes it is told; %i bytes from there the lines are %s',
    (more, verdict) => {
      const look = new ChunkLook('ndjson', 2 * Buffer.byteLength(GOOD) - more);
      expect([looked(look, GOOD), looked(look, GOOD)]).toEqual(['sound text', verdict]);
    },
  );

  it('leaves the next 16 chunks alone after one that was not sound', () => {
    const look = new ChunkLook('ndjson', 0);
    expect(looked(look, BAD)).toBe('sound text');
    for (let chunk = 0; chunk < 16; chunk += 1) expect(looked(look, GOOD)).toBe('sound text');
    expect(looked(look, GOOD)).toBe('sound');
  });

  it('changes nothing in what a large input gives', async () => {
    const kinds = ['{"a":1}', '', '  ', '{"a":"ä"}\r', '1', DEEP, ' [1, 2] '];
    const lines = Array.from({ length: 60_000 }, (_, at) => {
      // Every 12,000 lines something stands there that is no record, or that only the scanner understands.
      const isOdd = at % 12_000 === 11_999;
      return isOdd ? ['{"a":', '"\u0001"', DEEP, 'nul', '1 1'][Math.floor(at / 12_000)] : kinds[at % 5];
    }).map((line) => `${line}${' '.repeat(100)}`);
    const texts = lines.filter((line) => parses(line)).map((line) => `${line.replace(/\r$/, '')}\n`);
    const reading = await readText(lines.join('\n'), { format: 'ndjson' }, 256 * 1024);
    expect(reading.texts.length).toBe(texts.length);
    expect(reading.texts.every((text, at) => text === texts[at])).toBe(true);
    expect(reading.rejected.map(({ message }) => message.replace(/.*isn't JSON: /, ''))).toEqual([
      expect.stringContaining('found the end of the line where a value was expected'),
      expect.stringContaining('found byte 0x01'),
      expect.stringContaining('true, false or null'),
      expect.stringContaining('where the end of the line was expected'),
    ]);
    const offsets = reading.records.map(({ offset }) => offset);
    expect(offsets.every((offset, at) => at === 0 || offset > (offsets[at - 1] ?? 0))).toBe(true);
  });
});
