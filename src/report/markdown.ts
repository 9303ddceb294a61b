import { bytes, count, decimal, duration, plural } from './format.ts';
import type { DryRunReport, ErrorReport, MetricsReport, Report, StageReport } from './report.ts';

/** The report as Markdown, for the page of a CI job; ends with a newline. Texts from outside can't break out of their place. */
export function reportMarkdown(report: Report): string {
  const { ledger, putRecord, putRecordBatch } = report;
  const isEmpty = ledger.read === 0 && putRecord.calls + putRecordBatch.calls === 0;
  const figures = isEmpty ? [] : [account(report), stages(report), comparison(report), speed(report)];
  return blocks([heading(report), target(report), ...figures, files(report), ending(report.error)]);
}

/** What a dry run found, as Markdown; ends with a newline. */
export function dryRunMarkdown(report: DryRunReport): string {
  const { bytes: size } = report;
  const rows = [
    ['records', count(report.records)],
    ['rejected', count(report.rejected)],
    ['PutRecord calls', count(report.putRecordCalls)],
    ['PutRecordBatch calls', count(report.putRecordBatchCalls)],
    ['bytes', `${bytes(size.total)}, billed as ${bytes(size.billed)}`],
    ['largest record', `${count(size.largestRecord)} B`],
    ['shortest time', duration(report.shortestS)],
  ];
  return blocks(['### Dry run: nothing was sent', table(['', 'Figure'], rows), ending(report.error)]);
}

function heading({ ledger, exitCode, stoppedBy }: Report): string {
  if (exitCode === 0) return `### All ${plural(ledger.delivered, 'record')} delivered`;
  const why = stoppedBy ? `stopped by ${stoppedBy}` : `exit code ${exitCode}`;
  return `### ${count(ledger.delivered)} of ${plural(ledger.read, 'record')} delivered (${why})`;
}

function target({ stream, region, runId }: Report): string {
  const where = stream === null ? 'No stream' : `Stream ${code(stream)}`;
  return `${where}${region === null ? '' : ` in ${code(region)}`}, run ${code(runId)}`;
}

function account({ ledger }: Report): string {
  const { read, delivered, rejected, undelivered, pending, possiblyDuplicated } = ledger;
  const head = ['Read', 'Delivered', 'Rejected', 'Undelivered', 'Pending', 'Possibly duplicated'];
  return table(head, [[read, delivered, rejected, undelivered, pending, possiblyDuplicated].map(count)]);
}

function stages({ putRecord, putRecordBatch }: Report): string {
  const head = ['Sent by', 'Records', 'Calls', 'Retries', 'Failed entries', 'p50 ms', 'p90 ms', 'p99 ms'];
  return table(head, [stage('PutRecord', putRecord), stage('PutRecordBatch', putRecordBatch)]);
}

function stage(name: string, { records, calls, retries, failedPutCount, latencyMs }: StageReport): string[] {
  const { p50, p90, p99 } = latencyMs;
  return [
    name,
    ...[records, calls, retries, failedPutCount].map(count),
    ...[p50, p90, p99].map((ms) => decimal(ms)),
  ];
}

/** CloudWatch was asked for the minutes of this run, so its numbers stand beside those of this run alone. */
function comparison({ metrics, thisRun, bytes: { sent } }: Report): string {
  const rows = [
    ['records', count(thisRun.delivered), countOrNone(metrics.incomingRecords)],
    ['bytes', count(sent), countOrNone(metrics.incomingBytes)],
  ];
  return table(['Delivered', 'Ours', `CloudWatch (${status(metrics)})`], rows);
}

function status(metrics: MetricsReport): string {
  return metrics.status === 'off' ? 'not asked' : metrics.status.replace('-', ' ');
}

/** No datapoints aren't 0: they may still come. */
function countOrNone(value: number | null): string {
  return value === null ? 'none' : count(value);
}

function speed({ throughput, sendingS, bytes: { sent, billed } }: Report): string {
  const { recordsPerS, mibPerS } = throughput;
  const rate = `${decimal(sendingS, 2)} s, ${count(Math.round(recordsPerS))} records/s, ${decimal(mibPerS, 2)} MiB/s`;
  return `${rate}; ${bytes(sent)} sent, billed as ${bytes(billed)}`;
}

function files({ checkpoint, deadLetterFile, receiptsFile, local }: Report): string {
  const named = [
    ['Account of all runs of the checkpoint', checkpoint?.file ?? null],
    ['Dead letters', deadLetterFile],
    ['Receipts', receiptsFile],
    ['Objects', local],
  ] as const;
  return named.flatMap(([name, file]) => (file === null ? [] : [`- ${name}: ${code(file)}`])).join('\n');
}

function ending(error: ErrorReport | null): string {
  return error === null ? '' : `**Stopped:** ${plain(error.message)}\n\n**Next:** ${plain(error.next)}`;
}

function blocks(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** The first column holds words, the others numbers. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, column) => (column === 0 ? '---' : '--:'));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** A text from outside as code: its fence is longer than any run of backquotes in it, otherwise it would end there. */
function code(text: string): string {
  const line = oneLine(text);
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  // One space on each side is taken away again, so those of the text itself stay.
  const space = /^`|`$|^ .*[^ ].* $/.test(line) ? ' ' : '';
  return `${fence}${space}${line}${space}${fence}`;
}

/** A text from outside as words: what Markdown gives a meaning to, has none. */
function plain(text: string): string {
  return oneLine(text).replace(/[\\`*_{}[\]()#+!|<>~&@:-]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

/** Line ends would begin a block, and control characters could colour a terminal. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}
