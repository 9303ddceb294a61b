import type { DeadLetter } from '../support/stored.ts';
import type { Claims, Receipt } from './claims.ts';
import type { DrawnRecord } from './input.ts';
import { judgeRuns } from './judge-runs.ts';
import type { Plan } from './plan.ts';
import type { Truth } from './truth.ts';

/** What was found wrong; the kinds are the columns of the table. */
export interface Complaint {
  readonly kind: 'lost' | 'unexplained duplicate' | 'ledger' | 'other';
  readonly text: string;
}

/** What is known of one record from both sides. */
interface Fate {
  readonly record: DrawnRecord;
  copies: number;
  readonly letters: DeadLetter[];
  readonly receipts: Receipt[];
}

/** What of a plan decides how its runs are judged. */
export type Judged = Pick<Plan, 'faults' | 'attempts' | 'putRecordCount' | 'checkpoint'>;

/** Holds what the client claims against what the server stored. */
export function judge(
  plan: Judged,
  input: readonly DrawnRecord[],
  truth: Truth,
  claims: Claims,
): readonly Complaint[] {
  const { fates, strangers } = collectFates(input, truth, claims);
  return [
    ...strangers,
    ...fates.flatMap((fate) => judgeFate(plan, fate)),
    ...(endedByItself(claims) ? fates.flatMap(judgeUnclaimed) : []),
    ...judgeRuns(plan, input, truth, claims),
    ...judgeOrder(plan, input, truth),
  ];
}

function collectFates(input: readonly DrawnRecord[], truth: Truth, claims: Claims) {
  const strangers: Complaint[] = [];
  const fates = input.map((record): Fate => ({ record, copies: 0, letters: [], receipts: [] }));
  const byContent = new Map(fates.map((fate) => [fate.record.encoded, fate]));
  for (const data of truth.stored) {
    const fate = byContent.get(data);
    if (fate) fate.copies += 1;
    else strangers.push(other(`stored, and not in the input: ${data.slice(0, 80)}`));
  }
  for (const letter of claims.letters) fates[letter.index]?.letters.push(letter);
  for (const receipt of claims.receipts) fates[receipt.index]?.receipts.push(receipt);
  return { fates, strangers };
}

function endedByItself({ runs }: Claims): boolean {
  const last = runs.at(-1);
  return last !== undefined && last.report.error === null && last.report.stoppedBy === null;
}

/** Nothing is pending when a run has ended by itself, so every record has come to its end. */
function judgeUnclaimed({ record, copies, letters, receipts }: Fate): Complaint[] {
  if (letters.length + receipts.length > 0) return [];
  return [{ kind: 'lost', text: `record ${record.index} (${record.kind}) has no end, and ${copies} copies` }];
}

function judgeFate(plan: Judged, { record, copies, letters, receipts }: Fate): Complaint[] {
  const where = `record ${record.index} (${record.kind})`;
  const complaints: Complaint[] = [];
  const complain = (kind: Complaint['kind'], text: string) =>
    complaints.push({ kind, text: `${where} ${text}` });
  const [letter, ...moreLetters] = letters;
  const [receipt, ...moreReceipts] = receipts;
  if (moreLetters.length + moreReceipts.length > 0 || (letter && receipt))
    complain('ledger', 'is settled twice');
  if (receipt && copies === 0) complain('lost', 'is delivered by its receipt and was never stored');
  if (receipt && copies > 1 && !receipt.possiblyDuplicated)
    complain('unexplained duplicate', `was stored ${copies} times, and its receipt knows nothing of it`);
  // Attempts are counted in each run anew.
  if (receipt && plan.checkpoint === 'none' && copies > receipt.attempts)
    complain('unexplained duplicate', `was stored ${copies} times in ${receipt.attempts} attempts`);
  if (letter && copies > 0 && !letter.maybeStored)
    complain('unexplained duplicate', 'was stored, and its dead letter knows nothing of it');
  const mustReject = record.kind === 'too-large' || record.kind === 'malformed';
  if (mustReject && (receipt || copies > 0)) complain('other', 'was sent');
  for (const claim of [...letters, ...receipts]) {
    if (claim.offset !== record.offset || claim.file !== record.file)
      complain('other', `is said to stand at ${claim.file}:${claim.offset}, not at ${record.offset}`);
  }
  if (letter) complaints.push(...judgeLetter(plan, record, letter, where));
  return complaints;
}

function judgeLetter(
  plan: Judged,
  { raw, encoded, kind }: DrawnRecord,
  letter: DeadLetter,
  where: string,
): Complaint[] {
  const data = Buffer.from(letter.data ?? '', 'base64').toString('latin1');
  const isRejected = letter.reason === 'rejected';
  const complaints: Complaint[] = [];
  if (data !== (isRejected ? raw : encoded))
    complaints.push({ kind: 'lost', text: `${where}: its dead letter holds other bytes` });
  if (isRejected && letter.errorCode !== kind)
    complaints.push(other(`${where} was rejected as ${letter.errorCode}`));
  const isRefusal = /^(ValidationException|InvalidArgumentException|TooLarge)$/.test(letter.errorCode);
  if (isRefusal && kind !== 'poison') complaints.push(other(`${where} was taken along by a poison record`));
  // A bare 413 for a record alone is a refusal of that record; its error has no code of the service.
  const isBare413 = !isRefusal && plan.faults.text.includes('bare-413') && letter.attempts < plan.attempts;
  if (!isRejected && !isRefusal && !isBare413 && letter.attempts < plan.attempts)
    complaints.push(other(`${where} was given up after ${letter.attempts} attempts: ${letter.errorCode}`));
  return complaints;
}

/** The plain loop keeps the order of the input, whatever is sent again. */
function judgeOrder(plan: Judged, input: readonly DrawnRecord[], { stored }: Truth): Complaint[] {
  if (plan.putRecordCount !== 'all' || plan.checkpoint === 'kept') return [];
  const indexes = new Map(input.map(({ encoded, index }) => [encoded, index]));
  const order = stored.map((data) => indexes.get(data) ?? -1);
  const broken = order.findIndex((index, place) => index < (order[place - 1] ?? -1));
  return broken < 0 ? [] : [other(`record ${order[broken]} was stored after record ${order[broken - 1]}`)];
}

const other = (text: string): Complaint => ({ kind: 'other', text });
