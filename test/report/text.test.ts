import { describe, expect, it } from 'vitest';
import type { DryRunReport, Report } from '../../src/report/report.ts';
import { dryRunText, reportText } from '../../src/report/text.ts';
import { dryRunReport, ledger, metrics, report, stage } from './factories.ts';

const widest = (text: string) => Math.max(...text.split('\n').map((line) => line.length));
const headingOf = (over: Partial<Report>) => reportText(report(over)).split('\n')[0];

/** A run of a large file with many faults. */
const troubled = report({
  ledger: ledger({
    read: 12_345_678,
    delivered: 12_300_000,
    rejected: 12_345,
    undelivered: 23_333,
    pending: 10_000,
    possiblyDuplicated: 45_678,
  }),
  exitCode: 1,
  putRecord: stage({ calls: 1_234, records: 1_000, bytes: 1_047_000, retries: 234, failedPutCount: 0 }),
  putRecordBatch: stage({
    calls: 98_765,
    records: 12_344_678,
    bytes: 109_876_543_210,
    retries: 74_075,
    failedPutCount: 1_234_567,
    latencyMs: { p50: 1_234.5, p90: 12_345.6, p99: 29_999.9 },
  }),
  throughput: { recordsPerS: 123_456, mibPerS: 1_047.25 },
  sendingS: 12_345.67,
  bytes: { sent: 109_876_543_210, billed: 175_000_000_000 },
  metrics: metrics({ status: 'partial', incomingRecords: 12_200_000, incomingBytes: 108_000_000_000 }),
});

describe('reportText', () => {
  it.each<[string, Report]>([
    ['the sample', report({ metrics: metrics() })],
    [
      'the sample with faults',
      report({
        putRecordBatch: stage({ ...report().putRecordBatch, calls: 34, retries: 23, failedPutCount: 1_234 }),
      }),
    ],
    ['a large file with many faults', troubled],
    ['a large file, stopped', { ...troubled, stream: 'alerts', stoppedBy: 'SIGTERM' }],
    [
      'metrics that are not visible',
      report({ metrics: metrics({ status: 'not-visible', waitedS: 86_400 }) }),
    ],
  ])('fits 80 columns for %s', (_what, wide) => {
    const text = reportText(wide);
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('accounts for every record in one equation', () => {
    const flat = reportText(troubled).replace(/\s+/g, ' ');
    expect(flat).toContain(
      'read 12,345,678 = 12,300,000 delivered + 12,345 rejected + 23,333 undelivered + 10,000 pending',
    );
    expect(flat).toContain('45,678 possibly duplicated');
    expect(flat).not.toContain('does not add up');
  });

  it('says so where the ledger does not add up', () => {
    expect(reportText(report({ ledger: ledger({ read: 2, delivered: 1 }) }))).toContain('does not add up');
  });

  it('speaks of duplicates only where there may be some', () => {
    expect(reportText(report())).not.toContain('duplicated');
  });

  it('says "all delivered" only with exit code 0', () => {
    expect(headingOf({})).toBe('All 5,550 records delivered to stream local-stream');
    expect(headingOf({ exitCode: 1, ledger: ledger({ read: 2, delivered: 1, undelivered: 1 }) })).toBe(
      '1 of 2 records delivered to stream local-stream (exit code 1)',
    );
    expect(headingOf({ exitCode: 130, stoppedBy: 'SIGINT' })).toContain('(stopped by SIGINT)');
  });

  it('tells calls, retries and FailedPutCount of each way of sending', () => {
    const flat = reportText(troubled).replace(/\s+/g, ' ');
    expect(flat).toContain('PutRecord 1,000 records in 1,234 calls, 1,022.5 KiB');
    expect(flat).toContain('PutRecordBatch 12,344,678 records in 98,765 calls, 102.3 GiB');
    expect(flat).toContain('74,075 retries, FailedPutCount 1,234,567');
    expect(flat).toContain('p50 1,234.5 ms, p90 12,345.6 ms, p99 29,999.9 ms');
    expect(reportText(report({ putRecord: stage({ calls: 0 }) }))).toMatch(/PutRecord +no calls/);
    expect(reportText(report({ putRecord: stage({ retries: 1 }) }))).toContain('1 retry,');
  });

  it('sets what is billed beside what was sent', () => {
    expect(reportText(report())).toContain('419.5 KiB sent, billed as 27.1 MiB (66.1 times');
    expect(reportText(report({ bytes: { sent: 0, billed: 0 } }))).toContain('0 B sent, billed as 0 B\n');
  });

  it.each([
    [metrics({ status: 'off' }), 'not asked'],
    [metrics({ status: 'unavailable' }), 'unavailable'],
    [metrics({ status: 'not-visible', waitedS: 180 }), 'no datapoints after 180 s'],
    [metrics(), 'complete: IncomingRecords 5,550 (ours 5,550)'],
    [metrics({ status: 'partial', incomingRecords: 0 }), 'partial: IncomingRecords 0 (ours 5,550)'],
    [metrics({ status: 'partial', incomingRecords: null }), 'partial: IncomingRecords none yet (ours 5,550)'],
    [metrics({ incomingBytes: null }), 'IncomingBytes none yet (ours 429,570)'],
  ])('tells what CloudWatch has: %o', (numbers, expected) => {
    expect(reportText(report({ metrics: numbers }))).toContain(expected);
  });

  it("holds CloudWatch's numbers against those of this run, whatever earlier runs delivered", () => {
    const resumed = report({
      thisRun: ledger({ read: 7, delivered: 7 }),
      metrics: metrics({ incomingRecords: 7 }),
    });
    expect(reportText(resumed)).toContain('IncomingRecords 7 (ours 7)');
  });

  it('names the files that were written, and only those', () => {
    const files = { deadLetterFile: 'dead.ndjson', receiptsFile: 'receipts.ndjson', local: 'objects/bucket' };
    for (const name of Object.values(files)) expect(reportText(report(files))).toContain(name);
    expect(reportText(report())).not.toMatch(/dead letters|receipts|objects/);
  });

  it('ends with the error and what to do next', () => {
    const error = { code: 'X', message: 'The stream is gone.', next: 'Make it again.' };
    expect(reportText(report({ error, exitCode: 254 }))).toMatch(
      /\n\nStopped: The stream is gone\.\nNext: Make it again\.$/,
    );
  });
});

describe('dryRunText', () => {
  it.each<[string, DryRunReport]>([
    ['the sample', dryRunReport()],
    [
      'a large file',
      dryRunReport({
        records: 12_345_678,
        rejected: 12_345,
        skippedLines: 123_456,
        putRecordCalls: 1_000,
        putRecordBatchCalls: 98_765,
        bytes: { total: 109_876_543_210, billed: 175_000_000_000, largestRecord: 1_024_000 },
        shortestS: 104_786,
        region: 'ap-southeast-1',
      }),
    ],
  ])('fits 80 columns for %s', (_what, found) => {
    expect(widest(dryRunText(found))).toBeLessThanOrEqual(80);
  });

  it('says that nothing was sent, and what would be', () => {
    const flat = dryRunText(dryRunReport({ rejected: 2, skippedLines: 1 })).replace(/\s+/g, ' ');
    expect(flat).toContain('nothing was sent');
    expect(flat).toContain('5,550, and 2 rejected, 1 empty line skipped');
    expect(flat).toContain('100 PutRecord calls, 11 batch calls');
    expect(flat).toContain('419.5 KiB, billed as 27.1 MiB; largest record 81 B');
    expect(flat).toContain('0.4 s at the quota of eu-central-1');
  });
});
