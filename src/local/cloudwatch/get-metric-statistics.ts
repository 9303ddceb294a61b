import { type Input, stringOf, stringsOf } from '../input.ts';
import { WireError } from '../service.ts';
import { invalidValue, readMetric, readPeriod, readTimeSpan, type TimeSpan } from './metric-input.ts';
import type { MetricStore } from './metric-store.ts';
import { isPercentile, isPlainStatistic, readStatistic, type StatisticSet } from './statistic-set.ts';

/** Doc: one reply holds at most 1,440 points. */
const MOST_POINTS = 1_440;

/** GetMetricStatistics. Periods are counted from StartTime, rounded down to the minute; points come in no order. */
export function getMetricStatistics(store: MetricStore, input: Input): object {
  const metric = readMetric(input, '');
  const span = readTimeSpan(input, invalidValue);
  const period = readPeriod(input, '', invalidValue);
  const statistics = readStatistics(input);
  refuseTooMany(span, period);
  const asked = stringOf(input, 'Unit');
  // Doc: without a unit every unit is told, each by itself.
  const units = asked === undefined ? store.units(metric) : [asked];
  const points = units.flatMap((unit) => {
    const sets = store.read(metric, unit, { periodMs: period * 1_000, ...span });
    return [...sets].map(([start, set]) => datapoint(start, set, statistics, unit));
  });
  return { Label: metric.metricName, Datapoints: points };
}

interface Statistics {
  readonly plain: readonly string[];
  readonly percentiles: readonly string[];
}

function readStatistics(input: Input): Statistics {
  const plain = stringsOf(input, 'Statistics') ?? [];
  const percentiles = stringsOf(input, 'ExtendedStatistics') ?? [];
  if (plain.length + percentiles.length === 0) {
    throw new WireError('MissingParameter', 'The parameter Statistics or ExtendedStatistics is required.');
  }
  const unknown =
    plain.find((name) => !isPlainStatistic(name)) ?? percentiles.find((name) => !isPercentile(name));
  if (unknown === undefined) return { plain, percentiles };
  throw invalidValue(`The value ${unknown.slice(0, 80)} for parameter Statistics is not supported.`);
}

function refuseTooMany({ start, end }: TimeSpan, period: number): void {
  const points = Math.ceil((end - start) / (period * 1_000));
  if (points <= MOST_POINTS) return;
  throw new WireError(
    'InvalidParameterCombination',
    `You have requested up to ${points} datapoints, which exceeds the limit of ${MOST_POINTS}. ` +
      'You may reduce the datapoints requested by increasing Period, or decreasing the time range.',
  );
}

function datapoint(
  start: number,
  set: StatisticSet,
  { plain, percentiles }: Statistics,
  unit: string,
): object {
  const read = (names: readonly string[]): object =>
    Object.fromEntries(names.map((name) => [name, readStatistic(set, name)]));
  const extended = percentiles.length > 0 ? { ExtendedStatistics: read(percentiles) } : {};
  return { Timestamp: start / 1_000, Unit: unit, ...read(plain), ...extended };
}
