import type { LedgerCounts } from './report.ts';
import type { RunErrorKind } from './run-error.ts';
import type { Verdict } from './verification.ts';

/** What decides the exit code of a run. */
export interface RunEnd {
  readonly ledger: LedgerCounts;
  /** Calls that carried records. */
  readonly calls: number;
  readonly errorKind: RunErrorKind | 'internal' | undefined;
  readonly stoppedBy: 'SIGINT' | 'SIGTERM' | undefined;
  /** Absent where nobody looked at the destination. */
  readonly verdict?: Verdict | undefined;
}

/** The exit code of each kind of error. */
export const EXIT_CODES = {
  internal: 255,
  refused: 254,
  unreachable: 253,
  usage: 252,
  input: 1,
  'given-up': 1,
  storage: 1,
} as const;

/** The exit code of a run: the first that holds, from the top. 252 only where nothing was sent. */
export function exitCodeOf({ ledger, calls, errorKind, stoppedBy, verdict }: RunEnd): number {
  if (errorKind === 'internal' || !isBalanced(ledger)) return 255;
  if (stoppedBy !== undefined) return stoppedBy === 'SIGINT' ? 130 : 143;
  if (errorKind === 'input' && calls === 0) return EXIT_CODES.usage;
  if (errorKind !== undefined) return EXIT_CODES[errorKind];
  if (verdict === 'missing') return 1;
  return ledger.rejected + ledger.undelivered + ledger.pending > 0 ? 1 : 0;
}

/** The promise that every record is accounted for. */
export function isBalanced(ledger: LedgerCounts): boolean {
  return ledger.read === ledger.rejected + ledger.delivered + ledger.undelivered + ledger.pending;
}
