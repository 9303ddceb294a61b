import { createDice, type Dice } from './dice.ts';
import { type DrawnFaults, drawFaults } from './fault-script.ts';
import type { Format, InputShape } from './input.ts';

/** Everything that one seed stands for. */
export interface Plan {
  readonly seed: number;
  readonly dice: Dice;
  readonly input: InputShape;
  readonly faults: DrawnFaults;
  /** As the embedded AWS reads it. */
  readonly quota: string;
  readonly putRecordCount: number | 'all';
  readonly attempts: number;
  readonly checkpoint: 'kept' | 'none';
  /** When the run is sent a signal, in milliseconds after its first call. */
  readonly signal: { readonly name: 'SIGINT' | 'SIGTERM'; readonly afterMs: number } | undefined;
  /** Options beside those for files and endpoint. */
  readonly args: readonly string[];
}

/** Calls of PutRecordBatch without faults, about: a run has to be short. */
const MOST_CALLS = 300;

/** Draws input, settings and faults from a seed. */
export function drawPlan(seed: number): Plan {
  const dice = createDice(seed);
  const faults = drawFaults(dice);
  const putRecordCount = dice.happens(0.1) ? 'all' : dice.pick([0, 1, dice.whole(2, 40), 100]);
  const input = drawInput(dice, putRecordCount);
  const attempts = dice.whole(1, 8);
  return {
    seed,
    dice,
    input,
    faults,
    quota: drawQuota(dice, input),
    putRecordCount,
    attempts,
    checkpoint: dice.happens(0.35) ? 'kept' : 'none',
    signal: dice.happens(0.12)
      ? { name: dice.pick(['SIGINT', 'SIGTERM']), afterMs: dice.whole(0, 200) }
      : undefined,
    args: [...drawArgs(dice, { input, faults, putRecordCount, attempts }), ...transportOf(seed)],
  };
}

/** Each seed has its transport, by turns and not by the dice, so that it draws what it drew before there were two. */
export const transportOf = (seed: number) => ['--transport', seed % 2 === 0 ? 'fast' : 'sdk'];

function drawInput(dice: Dice, putRecordCount: number | 'all'): InputShape {
  const format = dice.pick<Format>(['ndjson', 'ndjson', 'json', 'lines']);
  const padding = dice.pick([20, 100, 400, 3_000]);
  const most = putRecordCount === 'all' ? 300 : dice.pick([150, 3_000, 10_000, 60_000]);
  const rejects = dice.happens(0.4) ? dice.pick([0.002, 0.05]) : 0;
  return {
    records: Math.max(3, Math.floor((most * dice.whole(10, 100) * Math.min(1, 800 / (padding + 50))) / 100)),
    format,
    delimiter: dice.happens(0.85) ? 'newline' : 'none',
    files: dice.happens(0.2) ? dice.whole(2, 3) : 1,
    compression: dice.happens(0.2) ? 'gzip' : 'none',
    recordBytes: rejects > 0 ? Math.max(200, padding) : 1_024_000,
    padding,
    shares: {
      poison: dice.happens(0.25) ? dice.pick([0.001, 0.01]) : 0,
      cursed: dice.happens(0.3) ? dice.pick([0.001, 0.02]) : 0,
      'too-large': rejects,
      malformed: rejects,
    },
  };
}

/** At the quota the input takes a second or so. */
function drawQuota(dice: Dice, { records, padding }: InputShape): string {
  if (!dice.happens(0.15)) return 'none';
  return dice.pick([
    `records=${Math.max(500, Math.floor(records * 0.7))}`,
    `bytes=${Math.max(100_000, Math.floor(records * (padding / 2 + 40) * 0.7))}`,
    'requests=150',
  ]);
}

function drawArgs(
  dice: Dice,
  { input, faults, putRecordCount, attempts }: Pick<Plan, 'input' | 'faults' | 'putRecordCount' | 'attempts'>,
): readonly string[] {
  const { records, padding } = input;
  const leastInCall = Math.ceil(records / MOST_CALLS);
  const recordsInBatch = dice.happens(0.4)
    ? 500
    : Math.min(500, dice.whole(leastInCall, leastInCall * 10 + 5));
  const bytesInBatch = dice.happens(0.7)
    ? 4_194_304
    : Math.max(input.recordBytes, (padding + 60) * dice.whole(leastInCall, leastInCall * 10));
  const options = {
    format: input.format === 'lines' || dice.happens(0.5) ? input.format : 'auto',
    delimiter: input.delimiter,
    'record-bytes': input.recordBytes,
    'on-bad-record': 'dead-letter',
    'put-record-count': putRecordCount,
    'batch-records': recordsInBatch,
    'batch-bytes': Math.min(4_194_304, bytesInBatch),
    'in-flight': dice.pick([1, 2, 8, 16]),
    attempts,
    'base-delay-ms': dice.whole(0, 5),
    'max-delay-ms': dice.whole(5, 60),
    // Without an outage the run must never give up, however busy the machine is.
    'give-up-after-s': faults.ending === 'outage' ? 1 : 100,
    'request-timeout-ms': faults.requestTimeoutMs ?? 30_000,
    'log-level': dice.pick(['debug', 'info', 'warn', 'silent']),
    'metrics-deadline-s': 0,
  };
  return Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
}
