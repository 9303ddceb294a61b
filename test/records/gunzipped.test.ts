import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/records/input-error.ts';
import { readRecords } from '../../src/records/read-records.ts';
import { READ_DEFAULTS, readAll, readText, streamOf } from './factories.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gunzipped-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: Uint8Array | string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

/** Lines that don't compress well: several chunks also when compressed. */
const LINES = Array.from(
  { length: 60_000 },
  (_, at) => `{"n":${(at * 2_654_435_761) % 4_294_967_296}}\n`,
).join('');

describe('gzip input', () => {
  it('is read from a file, with offsets in decompressed and inputBytes in compressed bytes', async () => {
    const packed = gzipSync(LINES);
    const { texts, records, inputBytes } = await readAll({ files: [write('lines.ndjson.gz', packed)] });
    expect(texts.join('')).toBe(LINES);
    expect(records[1]?.offset).toBe(LINES.indexOf('\n') + 1);
    expect(inputBytes).toBe(packed.length);
  });

  it('is known by its first bytes on standard input, however they are cut', async () => {
    expect((await readText(gzipSync('\uFEFF[1, 2]'), {}, 1)).texts).toEqual(['1\n', '2\n']);
  });

  it('may have several members', async () => {
    const packed = Buffer.concat([gzipSync('1\n2'), gzipSync('3\n4\n')]);
    expect((await readText(packed)).texts).toEqual(['1\n', '23\n', '4\n']);
  });

  it('that breaks off ends with an error behind the records before, and no record is cut short', async () => {
    const packed = gzipSync(LINES);
    for (const cut of [1, 8, 9, 1000, packed.length >> 1]) {
      const bytes = packed.subarray(0, packed.length - cut);
      const readable = gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }).toString();
      const texts: string[] = [];
      const reading = async () => {
        const options = {
          ...READ_DEFAULTS,
          files: ['-'],
          stdin: streamOf(bytes),
          validation: 'off',
        } as const;
        for await (const block of readRecords(options)) {
          texts.push(...block.records.map((record) => Buffer.from(record.data).toString()));
          // A slow consumer, so that the error is there before the last bytes have been asked for.
          await setTimeout(2);
        }
      };
      await expect(reading()).rejects.toThrow('the gzip data breaks off');
      expect(texts.join('')).toBe(readable.slice(0, readable.lastIndexOf('\n') + 1));
    }
  });

  it('that is damaged says so', async () => {
    const packed = gzipSync(LINES);
    packed.fill(0xff, packed.length >> 1, (packed.length >> 1) + 100);
    const { error } = await readText(packed);
    expect(error).toBeInstanceOf(InputError);
    expect(String(error)).toContain('the gzip data is damaged');
  });

  it('is missed behind a name that promises it', async () => {
    const { error } = await readAll({ files: [write('plain.gz', '1\n')] });
    expect(String(error)).toContain("isn't gzip, though its name ends in .gz");
  });

  it('of an endless stream stops when the consumer stops', async () => {
    const file = write('stop.gz', gzipSync(LINES));
    for await (const block of readRecords({ ...READ_DEFAULTS, files: [file] })) {
      expect(block.records.length).toBeGreaterThan(0);
      break;
    }
  });
});
