import type { Metric, Series, SeriesNames } from './metric.ts';
import type { RecordedSet } from './metric-journal.ts';
import { type StatisticSet, setOfValue } from './statistic-set.ts';

/** Names a series by a number, for the lines below it. */
interface NameLine {
  readonly id: number;
  readonly metric: Metric;
  readonly unit: string;
}

/** A set of one series; without a histogram all samples are the same value. */
type SetLine = readonly [
  id: number,
  minute: number,
  recordedAt: number,
  sampleCount: number,
  sum: number,
  minimum: number,
  maximum: number,
  histogram?: readonly (readonly [value: number, count: number])[],
];

/** A writer that names each series once, in the line before its first set. */
export function createLineWriter(): (sets: readonly RecordedSet[]) => string {
  const named = new Set<Series>();
  return (sets) => {
    let text = '';
    for (const recorded of sets) {
      if (!named.has(recorded.series)) text += `${JSON.stringify(recorded.series satisfies NameLine)}\n`;
      named.add(recorded.series);
      text += `${JSON.stringify(toLine(recorded))}\n`;
    }
    return text;
  };
}

/** A reader of lines in their order; what can't be read is passed over. */
export function createLineReader(names: SeriesNames): (text: string) => readonly RecordedSet[] {
  const named = new Map<number, Series>();
  return (text) => {
    const line = parseLine(text);
    if (line === undefined) return [];
    if (!isSetLine(line)) {
      named.set(line.id, names.seriesOf(line.metric, line.unit));
      return [];
    }
    const series = named.get(line[0]);
    return series === undefined ? [] : [fromLine(series, line)];
  };
}

// A process that is killed while it writes leaves half a line, and nobody was told that it was stored.
function parseLine(text: string): NameLine | SetLine | undefined {
  try {
    return JSON.parse(text) as NameLine | SetLine;
  } catch {
    return undefined;
  }
}

function isSetLine(line: NameLine | SetLine): line is SetLine {
  return Array.isArray(line);
}

function toLine({ series, minute, recordedAt, set }: RecordedSet): SetLine {
  const figures = [set.sampleCount, set.sum, set.minimum, set.maximum] as const;
  const line = [series.id, minute, recordedAt, ...figures] as const;
  return hasOneValue(set) ? line : [...line, [...set.histogram]];
}

function hasOneValue({ minimum, maximum, histogram }: StatisticSet): boolean {
  return minimum === maximum && histogram.size === 1;
}

function fromLine(series: Series, line: SetLine): RecordedSet {
  const [, minute, recordedAt, sampleCount, sum, minimum, maximum, histogram] = line;
  const { histogram: ofOneValue } = setOfValue(minimum, sampleCount);
  const set = { sampleCount, sum, minimum, maximum, histogram: histogram ? new Map(histogram) : ofOneValue };
  return { series, minute, recordedAt, set };
}
