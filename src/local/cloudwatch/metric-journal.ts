import { closeSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Metric } from './metric.ts';
import type { StatisticSet } from './statistic-set.ts';

/** Samples of one metric that fall into one minute, and when the service came to know them. */
export interface RecordedSet {
  readonly metric: Metric;
  /** CloudWatch unit such as `Count`, `Bytes` or `None`. */
  readonly unit: string;
  /** Start of the minute that the samples belong to, in epoch milliseconds. */
  readonly minute: number;
  /** When the samples came in, in epoch milliseconds; the lag counts from here. */
  readonly recordedAt: number;
  readonly set: StatisticSet;
}

/** An append-only file of recorded sets; what `append` returned from is read back after a SIGKILL. */
export interface MetricJournal {
  append(sets: readonly RecordedSet[]): void;
  /** Puts `sets` in the place of everything that stands in the file. */
  replace(sets: readonly RecordedSet[]): void;
  /** Bytes appended since the file was opened or replaced. */
  readonly grownBytes: number;
  close(): void;
}

type Line = readonly [
  namespace: string,
  name: string,
  dimensions: Readonly<Record<string, string>>,
  unit: string,
  minute: number,
  recordedAt: number,
  figures: readonly [sampleCount: number, sum: number, minimum: number, maximum: number],
  histogram: readonly (readonly [number, number])[],
];

/** Opens the journal at `path`, a new one if there is none, and returns it with what it holds. */
export function openMetricJournal(path: string): { journal: MetricJournal; sets: readonly RecordedSet[] } {
  mkdirSync(dirname(path), { recursive: true });
  const sets = readJournal(path);
  let file = openSync(path, 'a', 0o600);
  let grownBytes = 0;
  const journal: MetricJournal = {
    append(added) {
      grownBytes += writeSync(file, toLines(added));
    },
    replace(all) {
      writeFileSync(`${path}.new`, toLines(all), { mode: 0o600 });
      closeSync(file);
      renameSync(`${path}.new`, path);
      file = openSync(path, 'a', 0o600);
      grownBytes = 0;
    },
    get grownBytes() {
      return grownBytes;
    },
    close: () => closeSync(file),
  };
  return { journal, sets };
}

function readJournal(path: string): readonly RecordedSet[] {
  const sets: RecordedSet[] = [];
  for (const line of readTextIfThere(path).split('\n')) {
    const set = parseLine(line);
    if (set !== undefined) sets.push(set);
  }
  return sets;
}

function readTextIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

// A process that is killed while it writes leaves half a line, and nobody was told that it was stored.
function parseLine(text: string): RecordedSet | undefined {
  try {
    return fromLine(JSON.parse(text) as Line);
  } catch {
    return undefined;
  }
}

function fromLine(line: Line): RecordedSet {
  const [namespace, metricName, dimensions, unit, minute, recordedAt, figures, histogram] = line;
  const [sampleCount, sum, minimum, maximum] = figures;
  const set = { sampleCount, sum, minimum, maximum, histogram: new Map(histogram) };
  return { metric: { namespace, metricName, dimensions }, unit, minute, recordedAt, set };
}

function toLines(sets: readonly RecordedSet[]): string {
  return sets.map((recorded) => `${JSON.stringify(toLine(recorded))}\n`).join('');
}

function toLine({ metric, unit, minute, recordedAt, set }: RecordedSet): Line {
  const figures = [set.sampleCount, set.sum, set.minimum, set.maximum] as const;
  const { namespace, metricName, dimensions } = metric;
  return [namespace, metricName, dimensions, unit, minute, recordedAt, figures, [...set.histogram]];
}
