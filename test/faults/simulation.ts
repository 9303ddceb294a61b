import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalAws } from '../../src/local/local-aws.ts';
import type { DeadLetter } from '../support/stored.ts';
import { type Claims, type Receipt, readNdjson } from './claims.ts';
import { type DrawnRecord, writeInput } from './input.ts';
import { type Complaint, judge } from './judge.ts';
import { drawPlan, type Plan } from './plan.ts';
import { type SentRun, send } from './send.ts';
import { makeStream, readTruth, STREAM, type Truth } from './truth.ts';

/** What became of one seed. */
export interface Simulated {
  readonly seed: number;
  readonly records: number;
  /** Runs that it took; more than one only with a checkpoint. */
  readonly runs: number;
  /** Copies beyond the first that the server stored. */
  readonly copies: number;
  readonly faults: Truth['faults'];
  readonly complaints: readonly Complaint[];
  /** In milliseconds. */
  readonly durationMs: number;
}

/** With a checkpoint the same command is run again until all is settled; more often than this is a failure. */
const MOST_RUNS = 12;

/** Draws a run from the seed, runs it over the real wire, and holds its claims against what the server stored. */
export async function simulate(seed: number): Promise<Simulated> {
  const startedAt = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'faults-'));
  try {
    const plan = drawPlan(seed);
    const input = writeInput(plan.dice, folder, plan.input);
    const { truth, claims } = await sendUnderFaults(plan, input, folder);
    return {
      seed,
      records: input.length,
      runs: claims.runs.length,
      copies: truth.stored.length - new Set(truth.stored).size,
      faults: truth.faults,
      complaints: judge(plan, input, truth, claims),
      durationMs: performance.now() - startedAt,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function sendUnderFaults(
  plan: Plan,
  input: readonly DrawnRecord[],
  folder: string,
): Promise<{ readonly truth: Truth; readonly claims: Claims }> {
  const aws = await startLocalAws({
    dir: join(folder, 'aws'),
    creatingMs: 0,
    deliveryRetryMs: 5,
    faults: plan.faults.text,
    quota: plan.quota,
  });
  try {
    await makeStream(aws);
    const letterFile = join(folder, 'letters');
    const receiptFile = join(folder, 'receipts');
    const files = [...new Set(input.map(({ file }) => file))];
    const runs = await sendUntilDone(plan, [
      ...['--endpoint-url', aws.endpoint, '--region', aws.region, '--stream', STREAM],
      ...files.flatMap((file) => ['--data', file]),
      ...['--dead-letter', letterFile, '--receipts', receiptFile],
      ...(plan.checkpoint === 'kept' ? ['--checkpoint', join(folder, 'journal')] : []),
      ...plan.args,
    ]);
    const truth = await readTruth(aws);
    const letters = readNdjson<DeadLetter>(letterFile);
    return { truth, claims: { runs, letters, receipts: readNdjson<Receipt>(receiptFile) } };
  } finally {
    await aws.close();
  }
}

async function sendUntilDone(plan: Plan, args: readonly string[]): Promise<readonly SentRun[]> {
  const runs = [await send(args, plan.signal)];
  const isDone = ({ report }: SentRun) => report.error === null && report.stoppedBy === null;
  // Nothing gets through an outage, so that going on would go on for ever.
  while (plan.checkpoint === 'kept' && plan.faults.ending !== 'outage' && runs.length < MOST_RUNS) {
    if (runs.slice(-1).every(isDone)) break;
    runs.push(await send(args));
  }
  return runs;
}
