import { expect, it } from 'vitest';
import { VERIFICATION_SKIPPED } from '../../src/report/verification.ts';
import { verificationRows } from '../../src/report/verification-text.ts';

const proven = { ...VERIFICATION_SKIPPED, verdict: 'proven', reason: null } as const;

it('tells what was found in one row', () => {
  expect(verificationRows({ ...proven, expected: 5_550, found: 5_550, objects: 1 })).toEqual([
    '  S3              proven: 5,550 of 5,550 found in S3, 1 object read',
  ]);
});

it('tells why, within 80 columns, and where the first missing records stand', () => {
  const reason =
    '1,234,567 records were not found in time; 1,234 of them lie under the error prefix; and so on.';
  const samples = [{ file: 'events.ndjson', offset: 77_000 }];
  const rows = verificationRows({ ...proven, verdict: 'missing', reason, samples });
  expect(Math.max(...rows.map((row) => row.length))).toBeLessThanOrEqual(80);
  expect(
    rows
      .slice(1, -1)
      .map((row) => row.trim())
      .join(' '),
  ).toBe(reason);
  expect(rows.at(-1)).toBe('                  missing: events.ndjson, byte 77,000');
});
