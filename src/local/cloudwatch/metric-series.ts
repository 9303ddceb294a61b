import type { Metric, Series } from './metric.ts';
import type { RecordedSet } from './metric-journal.ts';
import { copySet, mergeInto, type StatisticSet } from './statistic-set.ts';

const MINUTE_MS = 60_000;

/** Sets keyed by the start of their minute, in epoch milliseconds. */
type Minutes = Map<number, StatisticSet>;

/** Which points are asked for. All times in epoch milliseconds. */
export interface PeriodQuery {
  /** First instant of the first period: periods are counted from here. */
  readonly start: number;
  /** Minutes from here on are left out. */
  readonly end: number;
  readonly periodMs: number;
}

/** Samples kept in memory, a set a minute. */
export interface SeriesTable {
  add(recorded: RecordedSet): void;
  /** The sets of the periods that have samples in any of the series, keyed by the start of the period, oldest first. */
  read(series: readonly Series[], query: PeriodQuery): ReadonlyMap<number, StatisticSet>;
  /** Every metric with a sample at `since` or later, in the order of their first samples. */
  metrics(since: number): readonly Metric[];
  /** Everything, as it would have to be recorded again. */
  all(): readonly RecordedSet[];
}

/** An empty table. */
export function createSeriesTable(): SeriesTable {
  const table = new Map<Series, Minutes>();
  return {
    add({ series, minute, set }) {
      const minutes = table.get(series) ?? new Map<number, StatisticSet>();
      const known = minutes.get(minute);
      if (known === undefined) minutes.set(minute, copySet(set));
      else mergeInto(known, set);
      table.set(series, minutes);
    },
    read: (series, query) =>
      readPeriods(
        series.flatMap((one) => table.get(one) ?? []),
        query,
      ),
    metrics(since) {
      const recent = [...table].filter(([, minutes]) => hasSample(minutes, since));
      return [...new Set(recent.map(([{ metric }]) => metric))];
    },
    all: () => [...table].flatMap(([series, minutes]) => recordedSets(series, minutes)),
  };
}

function readPeriods(group: readonly Minutes[], query: PeriodQuery): ReadonlyMap<number, StatisticSet> {
  const periods = new Map<number, StatisticSet>();
  for (const minutes of group) {
    for (const [minute, set] of minutes) addMinute(periods, query, minute, set);
  }
  return new Map([...periods].sort(([a], [b]) => a - b));
}

function addMinute(
  periods: Map<number, StatisticSet>,
  { start, end, periodMs }: PeriodQuery,
  minute: number,
  set: StatisticSet,
): void {
  if (minute < start || minute >= end) return;
  const period = start + Math.floor((minute - start) / periodMs) * periodMs;
  const known = periods.get(period);
  if (known === undefined) periods.set(period, copySet(set));
  else mergeInto(known, set);
}

function hasSample(minutes: Minutes, since: number): boolean {
  for (const minute of minutes.keys()) if (minute + MINUTE_MS > since) return true;
  return false;
}

function recordedSets(series: Series, minutes: Minutes): readonly RecordedSet[] {
  // Known since ever: what could be seen once stays visible, whatever the lag is after a restart.
  return [...minutes].map(([minute, set]) => ({ series, minute, recordedAt: 0, set }));
}
