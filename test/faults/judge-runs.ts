import type { LedgerCounts } from '../../src/report/report.ts';
import type { Claims } from './claims.ts';
import { type DrawnRecord, PAYLOAD_MARK, PAYLOAD_MARK_BASE64 } from './input.ts';
import type { Complaint, Judged } from './judge.ts';
import type { SentRun } from './send.ts';
import type { Truth } from './truth.ts';

const SIGNAL_CODES = { SIGINT: 130, SIGTERM: 143 } as const;
const REFUSALS = /^(AccessDenied|InvalidKMSResource|ResourceNotFound|InvalidSource|ExpiredToken)/;

/** Judges what the runs say as a whole: ledgers, ends and exit codes, and what they wrote. */
export function judgeRuns(
  plan: Judged,
  input: readonly DrawnRecord[],
  truth: Truth,
  claims: Claims,
): Complaint[] {
  return [
    ...claims.runs.flatMap((run) => [...judgeEnd(plan, run), ...judgeOutput(run)]),
    ...judgeLedger(input, claims),
    ...judgeRefusal(plan, truth, claims),
  ];
}

function judgeLedger(input: readonly DrawnRecord[], { runs, letters, receipts }: Claims): Complaint[] {
  const last = runs.at(-1);
  if (last === undefined) return [{ kind: 'other', text: 'nothing was run' }];
  const { ledger, error } = last.report;
  const rejected = letters.filter(({ reason }) => reason === 'rejected').length;
  const expected: Record<string, readonly [number, number]> = {
    delivered: [ledger.delivered, receipts.length],
    rejected: [ledger.rejected, rejected],
    undelivered: [ledger.undelivered, letters.length - rejected],
    'possibly duplicated': [
      ledger.possiblyDuplicated,
      receipts.filter(({ possiblyDuplicated }) => possiblyDuplicated).length,
    ],
  };
  if (error === null && last.report.stoppedBy === null) {
    expected.read = [ledger.read, input.length];
    expected.pending = [ledger.pending, 0];
  }
  const complaints = Object.entries(expected)
    .filter(([, [claimed, counted]]) => claimed !== counted)
    .map(([name, [claimed, counted]]) => `${name} is ${claimed} and should be ${counted}`);
  const unbalanced = runs.some(({ report }) => !addsUp(report.ledger) || !addsUp(report.thisRun));
  if (unbalanced) complaints.push('the ledger does not add up');
  if (ledger.read > input.length) complaints.push(`${ledger.read} of ${input.length} records were read`);
  return complaints.map((text) => ({ kind: 'ledger', text }));
}

function addsUp({ read, rejected, delivered, undelivered, pending }: LedgerCounts): boolean {
  return read === rejected + delivered + undelivered + pending;
}

function judgeEnd(plan: Judged, { code, report, signal, endedAtOnce }: SentRun): Complaint[] {
  const { error, stoppedBy, ledger } = report;
  const complaints: string[] = [];
  const expectCode = (expected: number, why: string) => {
    if (code !== expected || report.exitCode !== expected)
      complaints.push(`exit code ${code} (${report.exitCode} in the report) instead of ${expected}: ${why}`);
  };
  if (endedAtOnce !== undefined) complaints.push(`one signal ended the process at once with ${endedAtOnce}`);
  if (stoppedBy !== null && stoppedBy !== signal)
    complaints.push(`stopped by ${stoppedBy}, which nobody sent`);
  if (stoppedBy !== null) expectCode(SIGNAL_CODES[stoppedBy], stoppedBy);
  else if (error === null)
    expectCode(ledger.rejected + ledger.undelivered + ledger.pending > 0 ? 1 : 0, JSON.stringify(ledger));
  else if (error.code === 'NothingDelivered' && plan.faults.ending === 'outage') expectCode(1, error.message);
  else if (REFUSALS.test(error.code) && mayRefuse(plan)) expectCode(254, error.message);
  else complaints.push(`ended with ${error.code}, which nobody ordered: ${error.message}`);
  return complaints.map((text) => ({ kind: 'other', text }));
}

const mayRefuse = ({ faults }: Judged) =>
  faults.ending === 'refused' || faults.text.includes('expired-token');

/** An order that every further call would meet as well ends the run, and is not turned into dead letters. */
function judgeRefusal({ faults }: Judged, truth: Truth, { runs }: Claims): Complaint[] {
  const kind = faults.text.startsWith('access-denied') ? 'access-denied' : 'error';
  const isApplied = faults.ending === 'refused' && (truth.faults[kind] ?? 0) > 0;
  // Other orders of this kind are retried, so only a script without them says for sure.
  if (!isApplied || faults.text.split(',').filter((order) => order.startsWith(kind)).length > 1) return [];
  if (runs.some(({ report }) => report.error !== null || report.stoppedBy !== null)) return [];
  return [{ kind: 'other', text: `${kind} was ordered and met, and no run ended with it` }];
}

function judgeOutput({ output }: SentRun): Complaint[] {
  const marks = [PAYLOAD_MARK, PAYLOAD_MARK_BASE64];
  return marks
    .filter((mark) => output.includes(mark))
    .map((mark) => ({ kind: 'other', text: `a payload stands in the output (${mark})` }));
}
