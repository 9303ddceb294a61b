import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { runLocal } from '../support/run-main.ts';
import { storedBytes, storedCalls } from '../support/stored.ts';

const RECORDS = 5_000;
/** A record with its newline, in bytes. */
const RECORD_BYTES = 50_001;
const LIMIT_BYTES = 4_194_304;

function largeRecord(index: number): string {
  const head = `{"number":${index},"text":"`;
  return `${head}${'x'.repeat(RECORD_BYTES - 3 - head.length)}"}\n`;
}

function* largeRecords(): Generator<Buffer> {
  for (let index = 0; index < RECORDS; index += 1) yield Buffer.from(largeRecord(index));
}

it('fills every batch of 5,000 records of 50,000 bytes to within one record', async () => {
  const { code, report, dir } = await runLocal(['--data', '-', '--put-record-count', '0'], {
    stdin: Readable.from(largeRecords(), { objectMode: false }),
  });
  expect([code, report.ledger.delivered]).toEqual([0, RECORDS]);
  const calls = await storedCalls(dir);
  const sizes = calls
    .map(({ lengths }) => lengths.reduce((sum, length) => sum + length, 0))
    .sort((a, b) => a - b);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(RECORDS * RECORD_BYTES);
  expect(Math.max(...calls.map(({ lengths }) => lengths.length))).toBeLessThanOrEqual(500);
  expect(sizes.at(-1)).toBeLessThanOrEqual(LIMIT_BYTES);
  // All but the last, which holds what was left.
  expect(sizes[1]).toBeGreaterThan(LIMIT_BYTES - RECORD_BYTES);
  expect(storedBytes(`${dir}/objects`).length).toBe(RECORDS * RECORD_BYTES);
}, 120_000);
