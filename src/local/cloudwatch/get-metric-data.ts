import { booleanOf, type Input, numberOf, stringOf, structureOf, structuresOf } from '../input.ts';
import { readPageToken, writePageToken } from '../page-token.ts';
import { WireError } from '../service.ts';
import type { Metric } from './metric.ts';
import {
  readMetric,
  readPeriod,
  readTimeSpan,
  required,
  type TimeSpan,
  validationError,
} from './metric-input.ts';
import type { MetricStore } from './metric-store.ts';
import { isPercentile, isPlainStatistic, readStatistic } from './statistic-set.ts';

/** Doc: at most 500 queries a call, and at most 100,800 points in one reply. */
const MOST_QUERIES = 500;
const MOST_POINTS = 100_800;

interface DataQuery {
  readonly id: string;
  readonly label: string;
  readonly metric: Metric;
  readonly periodMs: number;
  readonly statistic: string;
  readonly unit: string | undefined;
  readonly returned: boolean;
}

interface Series {
  readonly query: DataQuery;
  readonly points: readonly (readonly [timestamp: number, value: number])[];
}

/**
 * GetMetricData for metrics by name; math and search expressions are refused.
 * Periods are counted from the epoch, so that StartTime is in effect rounded down to the period.
 */
export function getMetricData(store: MetricStore, input: Input): object {
  const queries = readQueries(input);
  const span = readTimeSpan(input, validationError);
  const newestFirst = readScanBy(input) === 'TimestampDescending';
  const series = queries.filter((query) => query.returned).map((query) => readSeries(store, query, span));
  const ordered = series.map(({ query, points }) => ({
    query,
    points: newestFirst ? points.toReversed() : points,
  }));
  return { ...page(ordered, readFrom(input), readMaxDatapoints(input)), Messages: [] };
}

function readQueries(input: Input): readonly DataQuery[] {
  const list = required(structuresOf(input, 'MetricDataQueries'), 'MetricDataQueries');
  if (list.length === 0) throw required(undefined, 'MetricDataQueries');
  if (list.length > MOST_QUERIES) {
    throw validationError(
      `The collection MetricDataQueries must not have a size greater than ${MOST_QUERIES}.`,
    );
  }
  const queries = list.map((query, index) => readQuery(query, `MetricDataQueries.member.${index + 1}.`));
  if (new Set(queries.map(({ id }) => id)).size === queries.length) return queries;
  throw validationError('The values for parameter id in MetricDataQueries are not unique.');
}

function readQuery(input: Input, path: string): DataQuery {
  const id = readId(input, path);
  const stat = structureOf(input, 'MetricStat');
  if (stat === undefined || stringOf(input, 'Expression') !== undefined) {
    throw validationError(
      `${path}Expression: this server reads metrics by MetricStat only, and knows no expressions.`,
    );
  }
  const metric = readMetric(
    required(structureOf(stat, 'Metric'), `${path}MetricStat.Metric`),
    `${path}MetricStat.Metric.`,
  );
  return {
    id,
    metric,
    label: stringOf(input, 'Label') ?? metric.metricName,
    periodMs: readPeriod(stat, `${path}MetricStat.`, validationError) * 1_000,
    statistic: readStat(stat, path),
    unit: stringOf(stat, 'Unit'),
    returned: booleanOf(input, 'ReturnData') ?? true,
  };
}

function readId(input: Input, path: string): string {
  const id = required(stringOf(input, 'Id'), `${path}Id`);
  if (/^[a-z][a-zA-Z0-9_]{0,254}$/.test(id)) return id;
  throw validationError(
    `The value ${id.slice(0, 80)} for parameter ${path}Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`,
  );
}

function readStat(stat: Input, path: string): string {
  const statistic = required(stringOf(stat, 'Stat'), `${path}MetricStat.Stat`);
  if (isPlainStatistic(statistic) || isPercentile(statistic)) return statistic;
  throw validationError(
    `The value ${statistic.slice(0, 80)} for parameter ${path}MetricStat.Stat is not supported.`,
  );
}

function readScanBy(input: Input): string {
  const scanBy = stringOf(input, 'ScanBy') ?? 'TimestampDescending';
  if (scanBy === 'TimestampDescending' || scanBy === 'TimestampAscending') return scanBy;
  throw validationError(
    'The parameter ScanBy must be a value in the set [TimestampDescending, TimestampAscending].',
  );
}

function readMaxDatapoints(input: Input): number {
  const most = numberOf(input, 'MaxDatapoints') ?? MOST_POINTS;
  if (Number.isInteger(most) && most >= 1 && most <= MOST_POINTS) return most;
  throw validationError(`The parameter MaxDatapoints must be between 1 and ${MOST_POINTS}.`);
}

function readFrom(input: Input): number {
  const token = stringOf(input, 'NextToken');
  if (token === undefined) return 0;
  const from = readPageToken(token);
  if (typeof from === 'number') return from;
  throw new WireError('InvalidNextToken', 'The parameter NextToken is invalid.');
}

function readSeries(store: MetricStore, query: DataQuery, span: TimeSpan): Series {
  const { metric, unit, periodMs } = query;
  const start = Math.floor(span.start / periodMs) * periodMs;
  const sets = store.read(metric, unit, { periodMs, start, end: span.end });
  const points: [number, number][] = [];
  for (const [timestamp, set] of sets) {
    const value = readStatistic(set, query.statistic);
    if (value !== undefined) points.push([timestamp / 1_000, value]);
  }
  return { query, points };
}

/** The points from number `from` on, counted through all series; a series without any stands on the first page. */
function page(series: readonly Series[], from: number, most: number): object {
  const results: object[] = [];
  let before = 0;
  for (const { query, points } of series) {
    const first = Math.max(0, from - before);
    const last = Math.min(points.length, from + most - before);
    before += points.length;
    if (first < last || (points.length === 0 && from === 0)) {
      results.push(result(query, points.slice(first, last), last === points.length));
    }
  }
  return {
    MetricDataResults: results,
    ...(from + most < before ? { NextToken: writePageToken(from + most) } : {}),
  };
}

function result({ id, label }: DataQuery, points: Series['points'], complete: boolean): object {
  return {
    Id: id,
    Label: label,
    Timestamps: points.map(([timestamp]) => timestamp),
    Values: points.map(([, value]) => value),
    StatusCode: complete ? 'Complete' : 'PartialData',
  };
}
