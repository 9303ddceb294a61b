import { describe, expect, it } from 'vitest';
import type { EncodedRecord } from '../../src/records/record.ts';
import { newFile } from '../support/folders.ts';
import { readAll } from './factories.ts';

/** Bytes of memory that the records keep from being freed. */
function pinnedBytes(records: readonly EncodedRecord[]): number {
  const buffers = new Set(records.map(({ data }) => data.buffer));
  return [...buffers].reduce((sum, { byteLength }) => sum + byteLength, 0);
}

const line = (number: number) => `{"number":${number},"text":"${'x'.repeat(80)}"}`;
const lines = Array.from({ length: 12 }, (_, number) => line(number));
const textsOf = (records: readonly EncodedRecord[]) =>
  records.map(({ data }) => Buffer.from(data).toString());

describe('records that are few among something else keep no more memory than their own', () => {
  it.each([
    ['empty lines', lines.join('\n'.repeat(200_000))],
    ['lines that are rejected', lines.join(`\n${'{oops\n'.repeat(40_000)}`)],
    ['white space in an array', `[${lines.join(`,${' '.repeat(200_000)}`)}]`],
  ])('%s', async (_what, text) => {
    const { records } = await readAll({ files: [newFile(text)] });
    expect(textsOf(records)).toEqual(lines.map((whole) => `${whole}\n`));
    expect(records.map(({ offset, length }) => text.slice(offset, offset + length - 1))).toEqual(lines);
    expect(pinnedBytes(records)).toBeLessThan(12 * 2 * line(10).length);
  });
});
