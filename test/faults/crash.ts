import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalAws, startLocalAws } from '../../src/local/local-aws.ts';
import type { DeadLetter } from '../support/stored.ts';
import { type Receipt, readNdjson } from './claims.ts';
import { type CliEnd, runProcess, type Stop } from './cli-process.ts';
import { createDice, type Dice } from './dice.ts';
import { type DrawnRecord, type Format, type InputShape, writeInput } from './input.ts';
import { type Complaint, type Judged, judge } from './judge.ts';
import { transportOf } from './plan.ts';
import type { SentRun } from './send.ts';
import { makeStream, readTruth, STREAM } from './truth.ts';

/** What became of an input that was sent with crashes. */
export interface Crashed {
  readonly seed: number;
  readonly records: number;
  /** Processes that it took, and those of them that were killed. */
  readonly processes: number;
  readonly killed: number;
  /** Copies beyond the first that the server stored, and the sum of the bounds that the resumed runs printed. */
  readonly copies: number;
  readonly bound: number;
  readonly complaints: readonly Complaint[];
  readonly durationMs: number;
}

/** What one seed stands for. */
interface CrashPlan extends Judged {
  readonly input: InputShape;
  readonly stops: readonly Stop[];
  readonly args: readonly string[];
}

const MOST_PROCESSES = 8;
/** About how long a process sends, in milliseconds. */
const SENDING_MS = 900;

/** Sends a drawn input in processes that are stopped at drawn moments, and goes on until all is settled. */
export async function crash(seed: number): Promise<Crashed> {
  const startedAt = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'crash-'));
  const dice = createDice(seed);
  const plan = drawCrashes(seed, dice);
  const input = writeInput(dice, folder, plan.input);
  const aws = await startLocalAws({ dir: join(folder, 'aws'), creatingMs: 0, faults: plan.faults.text });
  try {
    await makeStream(aws);
    const ends = await sendWithCrashes(plan, input, folder, aws);
    const truth = await readTruth(aws);
    const claims = {
      runs: ends.flatMap(asRun),
      letters: readNdjson<DeadLetter>(join(folder, 'letters')),
      receipts: readNdjson<Receipt>(join(folder, 'receipts')),
    };
    const copies = truth.stored.length - new Set(truth.stored).size;
    const bound = ends.reduce((sum, { sentAgain }) => sum + sentAgain, 0);
    return {
      seed,
      records: input.length,
      processes: ends.length,
      killed: ends.filter(({ code }) => code === null).length,
      copies,
      bound,
      complaints: [...judge(plan, input, truth, claims), ...judgeBounds(ends, copies, bound)],
      durationMs: performance.now() - startedAt,
    };
  } finally {
    await aws.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function drawCrashes(seed: number, dice: Dice): CrashPlan {
  const inFlight = dice.pick([1, 2, 4, 8]);
  const putRecordCount = dice.happens(0.1) ? 'all' : dice.pick([0, 20]);
  const records = putRecordCount === 'all' ? 120 : dice.whole(500, 4_000);
  const batchRecords = putRecordCount === 'all' ? 1 : dice.whole(10, 60);
  const lanes = putRecordCount === 'all' ? 1 : inFlight;
  const slowMs = Math.ceil((SENDING_MS * lanes * batchRecords) / records);
  const attempts = dice.whole(2, 4);
  const options = {
    'record-bytes': 300,
    'on-bad-record': 'dead-letter',
    'put-record-count': putRecordCount,
    'batch-records': batchRecords,
    'in-flight': inFlight,
    attempts,
    'base-delay-ms': 1,
    'max-delay-ms': 20,
    'log-level': 'warn',
    'metrics-deadline-s': 0,
  };
  const signals = Array.from({ length: dice.whole(1, 2) }, () =>
    dice.happens(0.85) ? 'SIGKILL' : dice.pick<'SIGINT' | 'SIGTERM'>(['SIGINT', 'SIGTERM']),
  );
  return {
    input: drawInput(dice, records),
    faults: {
      text: `poison:contains="poison":code=ValidationException,failed-entries:contains="cursed":code=InternalFailure,slow=all:ms=${slowMs}`,
      ending: 'none',
      requestTimeoutMs: undefined,
    },
    putRecordCount,
    attempts,
    checkpoint: 'kept',
    stops: signals.map((signal) => ({ signal, afterMs: dice.whole(0, SENDING_MS) })),
    args: [
      ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]),
      ...transportOf(seed),
    ],
  };
}

function drawInput(dice: Dice, records: number): InputShape {
  return {
    records,
    format: dice.pick<Format>(['ndjson', 'json', 'lines']),
    delimiter: 'newline',
    files: dice.whole(1, 2),
    compression: dice.pick(['gzip', 'none']),
    recordBytes: 300,
    padding: dice.pick([20, 200]),
    shares: { poison: dice.pick([0, 0.003]), cursed: 0.005, 'too-large': 0.02, malformed: 0.01 },
  };
}

async function sendWithCrashes(
  { stops, args }: CrashPlan,
  input: readonly DrawnRecord[],
  folder: string,
  aws: LocalAws,
): Promise<readonly CliEnd[]> {
  const files = [...new Set(input.map(({ file }) => file))];
  const all = [
    ...['--endpoint-url', aws.endpoint, '--region', aws.region, '--stream', STREAM],
    ...files.flatMap((file) => ['--data', file]),
    ...['--dead-letter', 'letters', '--receipts', 'receipts', '--checkpoint', 'journal'],
    ...args,
  ];
  const ends: CliEnd[] = [];
  while (ends.length < MOST_PROCESSES) {
    const end = await runProcess(folder, all, { stop: stops[ends.length] });
    ends.push(end);
    if (end.report && end.report.error === null && end.report.stoppedBy === null) break;
  }
  return ends;
}

function asRun({ code, report, stdout, stderr }: CliEnd): SentRun[] {
  if (report === undefined || code === null) return [];
  const signal = report.stoppedBy ?? undefined;
  return [{ code, report, output: stderr + stdout, signal, endedAtOnce: undefined }];
}

function judgeBounds(ends: readonly CliEnd[], copies: number, bound: number): Complaint[] {
  const complaints: Complaint[] = [];
  if (copies > bound)
    complaints.push({
      kind: 'unexplained duplicate',
      text: `${copies} copies, and the resumed runs announced ${bound}`,
    });
  for (const [place, { sentAgain }] of ends.entries()) {
    const crashable = ends.slice(0, place).reduce((sum, { crashBound }) => sum + crashBound, 0);
    if (sentAgain > crashable)
      complaints.push({
        kind: 'unexplained duplicate',
        text: `run ${place + 1} announced ${sentAgain} records again, the runs before it ${crashable} at most`,
      });
  }
  const last = ends.at(-1);
  if (last?.report?.error !== null || last.report.stoppedBy !== null)
    complaints.push({
      kind: 'other',
      text: `the last of ${ends.length} runs ended: ${last?.stderr.slice(-500)}`,
    });
  return complaints;
}
