import { existsSync, readFileSync } from 'node:fs';
import type { Report } from '../report/report.ts';
import { SettingsError } from '../settings/settings-error.ts';

/** What a comparison has to know of a run that has ended. */
export interface EndedRun {
  readonly runId: string;
  readonly startedAt: Date;
  readonly sendingS: number;
  /** `resumed` where an earlier run had begun the work that the ledger tells of. */
  readonly origin: 'begun' | 'resumed';
  readonly read: number;
  readonly delivered: number;
  readonly possiblyDuplicated: number;
  readonly deadLetterFile: string | null;
  /** `cut short` where it ended before it had settled its whole input. */
  readonly end: 'complete' | 'cut short';
}

/**
 * Reads the report of a run, as `--output json` printed it.
 *
 * @throws SettingsError where it is none, or not of this stream.
 */
export function readRunReport(file: string, stream: string): EndedRun {
  const report = parseReport(file);
  const { runId, ledger, startedAt, sendingS, deadLetterFile, error, stoppedBy } = report;
  if (report.stream !== stream) {
    throw new SettingsError(
      `--report: ${file} is of stream ${report.stream}, not of ${stream}; name another.`,
    );
  }
  if (deadLetterFile !== null && !existsSync(deadLetterFile)) {
    throw new SettingsError(
      `--report: the dead letters of the run, ${deadLetterFile}, aren't there, and they tell what was not delivered; go to the folder in which the run was started.`,
    );
  }
  const { read, delivered, possiblyDuplicated, pending } = ledger;
  const isCutShort = error !== null || stoppedBy !== null || pending > 0;
  const end = isCutShort ? 'cut short' : 'complete';
  const counts = { read, delivered, possiblyDuplicated };
  const origin = report.checkpoint?.origin ?? 'begun';
  return { runId, startedAt: new Date(startedAt), sendingS, origin, ...counts, deadLetterFile, end };
}

type Parsed = Pick<
  Report,
  | 'runId'
  | 'stream'
  | 'startedAt'
  | 'sendingS'
  | 'ledger'
  | 'deadLetterFile'
  | 'error'
  | 'stoppedBy'
  | 'checkpoint'
>;

function parseReport(file: string): Parsed {
  const found = parseFile(file);
  const { ledger, startedAt = '', sendingS, deadLetterFile } = found ?? {};
  const numbers = [ledger?.read, ledger?.delivered, sendingS, Date.parse(startedAt)];
  const isReport = numbers.every((number) => Number.isFinite(number)) && deadLetterFile !== undefined;
  if (found !== undefined && isReport) return found as Parsed;
  throw new SettingsError(
    `--report: ${file} is no report of a run; name the file that --output json was written to.`,
  );
}

function parseFile(file: string): Partial<Parsed> | undefined {
  try {
    return { ...JSON.parse(readFileSync(file, 'utf8')) };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    const { code } = error as NodeJS.ErrnoException;
    throw new SettingsError(`--report: ${file} can't be read (${code}); check the name.`, { cause: error });
  }
}
