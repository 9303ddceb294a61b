import type { Readable } from 'node:stream';
import { regionQuota } from '../aws/limits.ts';
import { batches } from '../records/batches.ts';
import { splitAt } from '../records/block-streams.ts';
import { readRecords } from '../records/read-records.ts';
import type { RecordBlock } from '../records/record.ts';
import { billedBytes } from '../report/billing.ts';
import type { DryRunReport } from '../report/report.ts';
import type { Settings } from '../settings/settings.ts';
import { explainInputError, malformedRecord, readOptions } from './check-input.ts';
import { collecting } from './garbage.ts';

/**
 * Reads and batches everything and sends nothing.
 *
 * @param region - Decides the quota that the shortest time is reckoned with.
 * @throws RunError for an input that can't be read, or a malformed record that would stop the run.
 */
export async function dryRun(
  settings: Settings,
  stdin: Readable,
  region: string | undefined,
): Promise<DryRunReport> {
  const sums = { ...NOTHING };
  const calls = { putRecord: 0, putRecordBatch: 0 };
  try {
    const blocks = summed(settings, readRecords(readOptions(settings, stdin)), sums);
    const { head, tail } = splitAt(blocks, settings.putRecordCount);
    for await (const { records } of head) calls.putRecord += records.length;
    const limits = { records: settings.batchRecords, bytes: settings.batchBytes };
    for await (const _ of batches(tail, limits)) calls.putRecordBatch += 1;
  } catch (error) {
    throw explainInputError(error, 'usage');
  }
  const shortestS = shortestSeconds(region, sums.records, sums.bytes, calls.putRecord + calls.putRecordBatch);
  const end = { error: null, exitCode: sums.rejected > 0 ? 1 : 0 };
  return { ...documentOf(settings, region, sums, calls), shortestS, ...end };
}

/** The document of a dry run that came to no end of its own: nothing in it but the error. */
export function failedDryRun(
  settings: Settings,
  region: string | undefined,
  { error, exitCode }: Pick<DryRunReport, 'error' | 'exitCode'>,
): DryRunReport {
  const calls = { putRecord: 0, putRecordBatch: 0 };
  return { ...documentOf(settings, region, NOTHING, calls), shortestS: 0, error, exitCode };
}

const NOTHING = { records: 0, rejected: 0, skippedLines: 0, bytes: 0, billed: 0, largest: 0 };

function documentOf(
  settings: Settings,
  region: string | undefined,
  sums: typeof NOTHING,
  calls: { readonly putRecord: number; readonly putRecordBatch: number },
) {
  return {
    schemaVersion: 1,
    dryRun: true,
    stream: settings.stream === '' ? null : settings.stream,
    region: region ?? null,
    records: sums.records,
    rejected: sums.rejected,
    skippedLines: sums.skippedLines,
    putRecordCalls: calls.putRecord,
    putRecordBatchCalls: calls.putRecordBatch,
    bytes: { total: sums.bytes, billed: sums.billed, largestRecord: sums.largest },
  } as const;
}

async function* summed(
  settings: Settings,
  blocks: AsyncGenerator<RecordBlock>,
  sums: {
    records: number;
    rejected: number;
    skippedLines: number;
    bytes: number;
    billed: number;
    largest: number;
  },
): AsyncGenerator<RecordBlock, void, undefined> {
  for await (const block of collecting(blocks)) {
    const error = malformedRecord(settings, block, 'usage');
    if (error) throw error;
    sums.records += block.records.length;
    sums.rejected += block.rejected.length;
    sums.skippedLines += block.skippedLines;
    for (const { length } of block.records) {
      sums.bytes += length;
      sums.billed += billedBytes(length);
      sums.largest = Math.max(sums.largest, length);
    }
    yield block;
  }
}

function shortestSeconds(
  region: string | undefined,
  records: number,
  bytes: number,
  requests: number,
): number {
  const quota = regionQuota(region);
  const { recordsPerSecond, bytesPerSecond, requestsPerSecond } = quota;
  return Math.max(records / recordsPerSecond, bytes / bytesPerSecond, requests / requestsPerSecond);
}
