import { isBalanced } from './exit-code.ts';
import { bytes, count, decimal, duration, plural } from './format.ts';
import type { DryRunReport, MetricsReport, Report, StageReport } from './report.ts';
import { row } from './row.ts';
import { verificationRows } from './verification-text.ts';

/** The report as a person reads it, at most 80 columns wide but for long names; no newline at its end. */
export function reportText(report: Report): string {
  const { ledger, error } = report;
  const lines = [
    heading(report),
    row('read', `${count(ledger.read)} = ${balance(report)}`),
    ...stageRows('PutRecord', report.putRecord),
    ...stageRows('PutRecordBatch', report.putRecordBatch),
    row('speed', speed(report)),
    row('bytes', billing(report)),
    row('CloudWatch', metrics(report.metrics, report)),
    ...(report.verification ? verificationRows(report.verification) : []),
    ...fileRows(report),
  ];
  if (error) lines.push('', `Stopped: ${error.message}`, `Next: ${error.next}`);
  return lines.join('\n');
}

/** What a dry run found, as a person reads it; no newline at its end. */
export function dryRunText(report: DryRunReport): string {
  const { bytes: size, error } = report;
  const calls = `${plural(report.putRecordCalls, 'PutRecord call')}, ${plural(report.putRecordBatchCalls, 'batch call')}`;
  const lines = [
    'Dry run: nothing was sent',
    row(
      'records',
      `${count(report.records)}, and ${count(report.rejected)} rejected, ${plural(report.skippedLines, 'empty line')} skipped`,
    ),
    row('calls', calls),
    row(
      'bytes',
      `${bytes(size.total)}, billed as ${bytes(size.billed)}; largest record ${count(size.largestRecord)} B`,
    ),
    row('shortest', `${duration(report.shortestS)} at the quota of ${report.region ?? 'a small Region'}`),
  ];
  if (error) lines.push('', `Stopped: ${error.message}`, `Next: ${error.next}`);
  return lines.join('\n');
}

function heading({ ledger, exitCode, stream, stoppedBy }: Report): string {
  const target = `to stream ${stream ?? '(none)'}`;
  if (exitCode === 0) return `All ${plural(ledger.delivered, 'record')} delivered ${target}`;
  const why = stoppedBy ? `stopped by ${stoppedBy}` : `exit code ${exitCode}`;
  return `${count(ledger.delivered)} of ${plural(ledger.read, 'record')} delivered ${target} (${why})`;
}

function balance({ ledger }: Report): string {
  const { rejected, delivered, undelivered, pending, possiblyDuplicated } = ledger;
  const settled = `${count(delivered)} delivered + ${count(rejected)} rejected`;
  const others = row('', `+ ${count(undelivered)} undelivered + ${count(pending)} pending`);
  const duplicates =
    possiblyDuplicated > 0 ? `\n${row('', `${count(possiblyDuplicated)} possibly duplicated`)}` : '';
  return `${settled}\n${others}${isBalanced(ledger) ? '' : ' (does not add up)'}${duplicates}`;
}

function stageRows(name: string, stage: StageReport): string[] {
  if (stage.calls === 0) return [row(name, 'no calls')];
  const { p50, p90, p99 } = stage.latencyMs;
  return [
    row(name, `${plural(stage.records, 'record')} in ${plural(stage.calls, 'call')}, ${bytes(stage.bytes)}`),
    row('', `${plural(stage.retries, 'retry')}, FailedPutCount ${count(stage.failedPutCount)}`),
    row('', `a call: p50 ${decimal(p50)} ms, p90 ${decimal(p90)} ms, p99 ${decimal(p99)} ms`),
  ];
}

function speed({ throughput, sendingS }: Report): string {
  const { recordsPerS, mibPerS } = throughput;
  return `${count(Math.round(recordsPerS))} records/s, ${decimal(mibPerS, 2)} MiB/s, ${decimal(sendingS, 2)} s`;
}

function billing({ bytes: { sent, billed } }: Report): string {
  const times = sent > 0 ? ` (${decimal(billed / sent)} times: 5 KB steps)` : '';
  return `${bytes(sent)} sent, billed as ${bytes(billed)}${times}`;
}

/** CloudWatch was asked for the minutes of this run, so its numbers stand beside those of this run alone. */
function metrics(numbers: MetricsReport, { thisRun, bytes: { sent } }: Report): string {
  const { status, incomingRecords, incomingBytes, waitedS } = numbers;
  if (status === 'off') return 'not asked';
  if (status === 'unavailable') return 'unavailable (denied, or not supported)';
  if (status === 'not-visible') return `no datapoints after ${waitedS} s; they can be minutes late`;
  const compared = `IncomingRecords ${countOrNone(incomingRecords)} (ours ${count(thisRun.delivered)})`;
  const size = `IncomingBytes ${countOrNone(incomingBytes)} (ours ${count(sent)})`;
  return `${status}: ${compared},\n${row('', size)}`;
}

/** No datapoints aren't 0: they may still come. */
function countOrNone(value: number | null): string {
  return value === null ? 'none yet' : count(value);
}

function fileRows({ deadLetterFile, receiptsFile, local }: Report): string[] {
  const rows: string[] = [];
  if (deadLetterFile) rows.push(row('dead letters', deadLetterFile));
  if (receiptsFile) rows.push(row('receipts', receiptsFile));
  if (local) rows.push(row('objects', local));
  return rows;
}
