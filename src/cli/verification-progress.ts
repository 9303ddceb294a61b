import type { Proof } from '../destination/proof.ts';
import { count } from '../report/format.ts';
import type { ErrorOutput } from './error-output.ts';

const DRAW_INTERVAL_MS = 200;
const LOG_INTERVAL_MS = 5_000;

/** How far a wait for records in S3 is, as a log line tells it. */
export interface VerificationFacts {
  readonly found: number;
  readonly expected: number;
  readonly waitedS: number;
  readonly deadlineS: number;
}

/** Shows how many records were found: one line on a terminal, else `log` is called every few seconds. Returns what ends it. */
export function showVerification(
  proof: Pick<Proof, 'progress'>,
  deadlineS: number,
  output: ErrorOutput,
  log: (facts: VerificationFacts) => void,
): () => void {
  const startedAt = performance.now();
  const facts = (): VerificationFacts => {
    const waitedS = Math.round((performance.now() - startedAt) / 1_000);
    return { ...proof.progress, waitedS, deadlineS };
  };
  const tick = () => (output.isTerminal ? output.showProgress(lineOf(facts())) : log(facts()));
  const timer = setInterval(tick, output.isTerminal ? DRAW_INTERVAL_MS : LOG_INTERVAL_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    output.showProgress('');
  };
}

function lineOf({ found, expected, waitedS, deadlineS }: VerificationFacts): string {
  return `found ${count(found)} of ${count(expected)} in S3, ${waitedS}/${deadlineS} s, Ctrl-C skips`;
}
