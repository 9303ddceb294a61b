import type { DryRunReport, Report } from '../report/report.ts';
import type { Page } from './page.ts';
import type { Signals } from './signals.ts';
import type { Terminal } from './terminal.ts';

/** What every command is given. */
export interface Surroundings {
  readonly runId: string;
  readonly startedAt: Date;
  readonly terminal: Terminal;
  readonly signals: Signals;
  readonly page: Page;
  /** Says what a sudden end is to tell from now on. */
  readonly tell: (account: Account) => void;
}

/** Tells a command as far as it has come; what it ends with is given. */
export type Account = (end: Pick<Report, 'error' | 'stoppedBy' | 'exitCode'>) => Report | DryRunReport;
