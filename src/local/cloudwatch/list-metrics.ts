import { type Input, stringOf, structuresOf } from '../input.ts';
import { readPageToken, writePageToken } from '../page-token.ts';
import type { Metric } from './metric.ts';
import { dimensionList, invalidValue, required } from './metric-input.ts';
import type { MetricStore } from './metric-store.ts';

/** Doc: 500 metrics a page; metrics without a sample in two weeks aren't listed. */
const PAGE_SIZE = 500;
const TWO_WEEKS_MS = 14 * 24 * 3_600_000;
const RECENT_MS = 3 * 3_600_000;

/** ListMetrics with its filters. */
export function listMetrics(store: MetricStore, input: Input, now: number): object {
  const matches = readFilter(input);
  const found = store.metrics(now - readAge(input)).filter(matches);
  const from = readFrom(input);
  const metrics = found.slice(from, from + PAGE_SIZE).map(({ namespace, metricName, dimensions }) => ({
    Namespace: namespace,
    MetricName: metricName,
    Dimensions: dimensionList(dimensions),
  }));
  const more = from + PAGE_SIZE < found.length;
  return { Metrics: metrics, ...(more ? { NextToken: writePageToken(from + PAGE_SIZE) } : {}) };
}

function readFilter(input: Input): (metric: Metric) => boolean {
  const namespace = stringOf(input, 'Namespace');
  const metricName = stringOf(input, 'MetricName');
  const wanted = (structuresOf(input, 'Dimensions') ?? []).map((filter, index) => ({
    name: required(stringOf(filter, 'Name'), `Dimensions.member.${index + 1}.Name`),
    value: stringOf(filter, 'Value'),
  }));
  return (metric) =>
    (namespace === undefined || metric.namespace === namespace) &&
    (metricName === undefined || metric.metricName === metricName) &&
    wanted.every(({ name, value }) => hasDimension(metric, name, value));
}

function hasDimension({ dimensions }: Metric, name: string, value: string | undefined): boolean {
  return Object.hasOwn(dimensions, name) && (value === undefined || dimensions[name] === value);
}

function readAge(input: Input): number {
  const recently = stringOf(input, 'RecentlyActive');
  if (recently === undefined) return TWO_WEEKS_MS;
  if (recently === 'PT3H') return RECENT_MS;
  throw invalidValue('The parameter RecentlyActive must be a value in the set [PT3H].');
}

function readFrom(input: Input): number {
  const token = stringOf(input, 'NextToken');
  if (token === undefined) return 0;
  const from = readPageToken(token);
  if (typeof from === 'number') return from;
  throw invalidValue('The parameter NextToken is invalid.');
}
