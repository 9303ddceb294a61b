import { type Metric, metricKey } from './metric.ts';
import type { RecordedSet } from './metric-journal.ts';
import { copySet, mergeInto, type StatisticSet } from './statistic-set.ts';

const MINUTE_MS = 60_000;

/** One metric in one unit, minute by minute. */
interface Series {
  readonly metric: Metric;
  readonly unit: string;
  /** Keyed by the start of the minute, in epoch milliseconds. */
  readonly minutes: Map<number, StatisticSet>;
}

/** Which points are asked for. All times in epoch milliseconds. */
export interface SeriesQuery {
  readonly metric: Metric;
  /** Only samples in this unit; samples in every unit when it is undefined. */
  readonly unit: string | undefined;
  /** First instant of the first period: periods are counted from here. */
  readonly start: number;
  /** Minutes from here on are left out. */
  readonly end: number;
  readonly periodMs: number;
}

/** Samples kept in memory, a set a minute. */
export interface SeriesTable {
  add(recorded: RecordedSet): void;
  /** The sets of the periods that have samples, keyed by the start of the period, oldest first. */
  read(query: SeriesQuery): ReadonlyMap<number, StatisticSet>;
  /** The units that samples of this metric came in. */
  units(metric: Metric): readonly string[];
  /** Every metric with a sample at `since` or later, oldest metric first. */
  metrics(since: number): readonly Metric[];
  /** Everything, as it would have to be recorded again. */
  all(): readonly RecordedSet[];
}

/** An empty table. */
export function createSeriesTable(): SeriesTable {
  const byMetric = new Map<string, Map<string, Series>>();
  return {
    add(recorded) {
      const { minutes } = seriesOf(byMetric, recorded);
      const known = minutes.get(recorded.minute);
      if (known === undefined) minutes.set(recorded.minute, copySet(recorded.set));
      else mergeInto(known, recorded.set);
    },
    read(query) {
      const series = byMetric.get(metricKey(query.metric))?.values() ?? [];
      return readPeriods([...series], query);
    },
    units: (metric) => [...(byMetric.get(metricKey(metric))?.keys() ?? [])],
    metrics(since) {
      const groups = [...byMetric.values()].map((units) => [...units.values()]);
      return groups.filter((group) => group.some((series) => hasSample(series, since))).flatMap(firstMetric);
    },
    all: () => [...byMetric.values()].flatMap((units) => [...units.values()].flatMap(recordedSets)),
  };
}

function seriesOf(byMetric: Map<string, Map<string, Series>>, { metric, unit }: RecordedSet): Series {
  const key = metricKey(metric);
  const units = byMetric.get(key) ?? new Map<string, Series>();
  const series = units.get(unit) ?? { metric, unit, minutes: new Map() };
  units.set(unit, series);
  byMetric.set(key, units);
  return series;
}

function readPeriods(group: readonly Series[], query: SeriesQuery): ReadonlyMap<number, StatisticSet> {
  const periods = new Map<number, StatisticSet>();
  for (const { unit, minutes } of group) {
    if (query.unit !== undefined && query.unit !== unit) continue;
    for (const [minute, set] of minutes) addMinute(periods, query, minute, set);
  }
  return new Map([...periods].sort(([a], [b]) => a - b));
}

function addMinute(
  periods: Map<number, StatisticSet>,
  { start, end, periodMs }: SeriesQuery,
  minute: number,
  set: StatisticSet,
): void {
  if (minute < start || minute >= end) return;
  const period = start + Math.floor((minute - start) / periodMs) * periodMs;
  const known = periods.get(period);
  if (known === undefined) periods.set(period, copySet(set));
  else mergeInto(known, set);
}

function hasSample(series: Series, since: number): boolean {
  for (const minute of series.minutes.keys()) if (minute + MINUTE_MS > since) return true;
  return false;
}

const firstMetric = ([first]: readonly Series[]): readonly Metric[] =>
  first === undefined ? [] : [first.metric];

function recordedSets({ metric, unit, minutes }: Series): readonly RecordedSet[] {
  // Known since ever: what could be seen once stays visible, whatever the lag is after a restart.
  return [...minutes].map(([minute, set]) => ({ metric, unit, minute, recordedAt: 0, set }));
}
