import { count, plural } from '../report/format.ts';
import type { Verdict } from '../report/verification.ts';
import type { Comparison } from './comparison.ts';

/** Everything that decides a verdict. */
export interface Findings {
  readonly comparison: Pick<
    Comparison,
    'missing' | 'missingButEarlier' | 'missingButInErrors' | 'duplicated' | 'explained' | 'foreign'
  >;
  /** Expected records that may be missing, because nobody knows which ones were pending. */
  readonly blameless: number;
  /** Delivered records that can't be told from their neighbours at the destination. */
  readonly incomparable: number;
  /** Duplicates that are explained without anybody knowing which they are. */
  readonly allowance: number;
  /** Objects whose oldest record came outside of the run. */
  readonly outsideObjects: number;
  readonly unreadable: number;
  readonly wait: 'over' | 'cut short';
}

/** A verdict, and why it is not `proven`, in a sentence. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly reason: string | null;
}

/** Judges what was found; the first that holds. */
export function judge(findings: Findings): Judgement {
  const { comparison, blameless, allowance } = findings;
  const { missing, missingButEarlier, duplicated, explained, foreign } = comparison;
  const doubt = doubtOf(findings);
  if (missing - missingButEarlier > blameless) {
    return doubt === undefined ? { verdict: 'missing', reason: whyMissing(findings) } : inconclusive(doubt);
  }
  if (missingButEarlier > 0) {
    return inconclusive(`${plural(missingButEarlier, 'record')} lie only in objects from before the run.`);
  }
  if (missing > 0)
    return inconclusive(`Nobody knows which ${plural(blameless, 'record')} weren't delivered.`);
  if (findings.incomparable > 0) return inconclusive(doubt ?? '');
  if (foreign > 0) {
    return inconclusive(
      `${plural(foreign, 'record')} among them are of others, who may have sent equal ones.`,
    );
  }
  const unexplained = duplicated - explained - allowance;
  if (unexplained > 0 && findings.outsideObjects > 0) {
    return inconclusive(`${plural(unexplained, 'record')} more are there, which another run may have sent.`);
  }
  if (unexplained > 0) {
    const reason = `${plural(unexplained, 'record')} are there once too often: delivered twice, or sent by others.`;
    return { verdict: 'duplicated', reason };
  }
  if (duplicated > 0) {
    const reason = `${plural(duplicated, 'record')} are there twice, because an attempt had no clear answer.`;
    return { verdict: 'duplicated', reason };
  }
  // An equal record of another run stands in for one that is lost, and nothing is left over that would tell.
  if (findings.outsideObjects > 0) {
    return inconclusive(
      `All was found, but ${plural(findings.outsideObjects, 'object')} begin before or after the run: another run may have sent equal records, or this clock is off.`,
    );
  }
  return { verdict: 'proven', reason: null };
}

const inconclusive = (reason: string): Judgement => ({ verdict: 'inconclusive', reason });

/** Why nobody can say that what wasn't found isn't there. */
function doubtOf({ wait, incomparable }: Findings): string | undefined {
  if (wait === 'cut short') return 'The wait was ended before everything was found.';
  if (incomparable === 0) return undefined;
  return `${plural(incomparable, 'record')} have no newline at the end alone, and can't be told from their neighbours.`;
}

function whyMissing({ comparison, unreadable, blameless }: Findings): string {
  const { missing, missingButEarlier, missingButInErrors: inErrors, foreign } = comparison;
  const facts = [`${plural(missing - missingButEarlier - blameless, 'record')} were not found in time`];
  if (inErrors > 0) facts.push(`${count(inErrors)} of them lie under the error prefix`);
  if (unreadable > 0) facts.push(`${plural(unreadable, 'object')} couldn't be read whole`);
  // A record of another producer that has no newline takes ours into its line.
  if (foreign > 0) facts.push(`${plural(foreign, 'line')} of others may hide some`);
  return `${facts.join('; ')}.`;
}
