import { appendFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MetricStore } from '../../../src/local/cloudwatch/metric-store.ts';
import { mergeInto, setOfValue } from '../../../src/local/cloudwatch/statistic-set.ts';
import { newFolder } from '../serve.ts';

const NOON = Date.UTC(2026, 0, 1, 12);
const metric = {
  namespace: 'AWS/Firehose',
  metricName: 'IncomingRecords',
  dimensions: { DeliveryStreamName: 's' },
};

function observation(value: number, timestamp = NOON) {
  const { namespace, metricName, dimensions } = metric;
  return { namespace, name: metricName, dimensions, value, unit: 'Count', timestamp };
}

function sums(store: MetricStore, unit: string | undefined = undefined): readonly number[] {
  const query = { start: NOON - 3_600_000, end: NOON + 3_600_000, periodMs: 60_000 };
  return [...store.read(metric, unit, query).values()].map(({ sum }) => sum);
}

const path = (): string => join(newFolder(), 'metrics.ndjson');

test('adds up the observations of a minute, and keeps minutes apart', () => {
  const store = new MetricStore({ path: path() });
  for (const at of [NOON, NOON + 59_999, NOON + 60_000]) store.recordMetric(observation(500, at));
  expect(sums(store)).toEqual([1_000, 500]);
});

test('knows a metric by its dimensions in any order', () => {
  const store = new MetricStore({ path: path() });
  const twice = (dimensions: Record<string, string>) => ({ ...observation(1), dimensions });
  store.recordMetric(twice({ A: '1', B: '2' }));
  store.recordMetric(twice({ B: '2', A: '1' }));
  expect(store.metrics(0)).toHaveLength(1);
});

test('shows a sample when the lag is over and not before', () => {
  let now = NOON;
  const store = new MetricStore({ path: path(), lagMs: 120_000, now: () => now });
  store.recordMetric(observation(7));
  now = NOON + 119_999;
  expect(sums(store)).toEqual([]);
  now = NOON + 120_000;
  expect(sums(store)).toEqual([7]);
});

test('writes what a call observed, in one go and without being asked', () => {
  const file = path();
  const turns: (() => void)[] = [];
  const killed = new MetricStore({ path: file, soon: (task) => turns.push(task) });
  killed.recordMetric(observation(1));
  killed.recordMetric(observation(2));
  expect(turns).toHaveLength(1);
  turns[0]?.();
  expect(sums(new MetricStore({ path: file }))).toEqual([3]);
});

test('reads everything again after a restart, waiting samples included', () => {
  const file = path();
  const now = (): number => NOON;
  const before = new MetricStore({ path: file, lagMs: 60_000, now });
  before.putSamples([{ metric, unit: 'Count', timestamp: NOON, set: setOfValue(3) }]);
  before.close();
  expect(sums(new MetricStore({ path: file, lagMs: 60_000, now }))).toEqual([]);
  expect(sums(new MetricStore({ path: file, lagMs: 60_000, now: () => NOON + 60_000 }))).toEqual([3]);
});

test('passes over the half line of a process that was killed, and writes on behind it', () => {
  const file = path();
  const put = (store: MetricStore, metricName: string) =>
    store.putSamples([
      { metric: { ...metric, metricName }, unit: 'Count', timestamp: NOON, set: setOfValue(1) },
    ]);
  put(new MetricStore({ path: file }), 'before');
  appendFileSync(file, '[1,176');
  put(new MetricStore({ path: file }), 'behind');
  const names = new MetricStore({ path: file }).metrics(0).map(({ metricName }) => metricName);
  expect(names).toEqual(['before', 'behind']);
});

test('tells units apart when asked for one', () => {
  const store = new MetricStore({ path: path() });
  const put = (unit: string, value: number) => ({ metric, unit, timestamp: NOON, set: setOfValue(value) });
  store.putSamples([put('Count', 1), put('Bytes', 10)]);
  expect([sums(store), sums(store, 'Bytes')]).toEqual([[11], [10]]);
});

test('replaces a long file by a short one without losing a sample', () => {
  const file = path();
  const store = new MetricStore({ path: file, now: () => NOON });
  const calls = 12_000;
  let longest = 0;
  for (let call = 0; call < calls; call += 1) {
    const set = setOfValue(call % 900);
    for (const value of [1_000, 2_000]) mergeInto(set, setOfValue(value, call + 1));
    const histogram = new Map(Array.from({ length: 60 }, (_, index) => [100_000 + index * 1_000, 1]));
    mergeInto(set, { sampleCount: 0, sum: 0, minimum: 0, maximum: 0, histogram });
    store.putSamples([{ metric, unit: 'Count', timestamp: NOON, set }]);
    longest = Math.max(longest, statSync(file).size);
  }
  const before = sums(store);
  store.close();
  expect(longest).toBeGreaterThan(8_000_000);
  expect(statSync(file).size).toBeLessThan(longest);
  expect(sums(new MetricStore({ path: file }))).toEqual(before);
});
