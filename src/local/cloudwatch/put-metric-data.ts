import { type Input, numberOf, numbersOf, stringOf, structureOf, structuresOf } from '../input.ts';
import { WireError } from '../service.ts';
import { boundedText, invalidValue, readDimensions, required } from './metric-input.ts';
import type { MetricSample, MetricStore } from './metric-store.ts';
import { mergeInto, type StatisticSet, setOfValue } from './statistic-set.ts';

/** Doc: at most 1,000 metrics a call and 150 values a metric; from two weeks ago to two hours ahead. */
const MOST_METRICS = 1_000;
const MOST_VALUES = 150;
const OLDEST_S = 14 * 24 * 3_600;
const NEWEST_S = 2 * 3_600;

/** PutMetricData; all of it is stored, or none. */
export function putMetricData(store: MetricStore, input: Input, now: number): object {
  const namespace = readNamespace(input);
  const plain = structuresOf(input, 'MetricData');
  const withEntity = (structuresOf(input, 'EntityMetricData') ?? []).flatMap(
    (entity) => structuresOf(entity, 'MetricData') ?? [],
  );
  const data = [...(plain ?? []), ...withEntity];
  if (data.length === 0) throw required(undefined, 'MetricData');
  if (data.length > MOST_METRICS) {
    throw invalidValue(`The collection MetricData must not have a size greater than ${MOST_METRICS}.`);
  }
  store.putSamples(
    data.map((datum, index) => readSample(datum, namespace, `MetricData.member.${index + 1}.`, now)),
  );
  return {};
}

function readNamespace(input: Input): string {
  const namespace = boundedText(required(stringOf(input, 'Namespace'), 'Namespace'), 'Namespace', 255);
  if (!namespace.startsWith('AWS/')) return namespace;
  throw invalidValue('The value AWS/ for parameter Namespace is invalid.');
}

function readSample(datum: Input, namespace: string, path: string, now: number): MetricSample {
  const name = required(stringOf(datum, 'MetricName'), `${path}MetricName`);
  return {
    metric: {
      namespace,
      metricName: boundedText(name, `${path}MetricName`, 255),
      dimensions: readDimensions(datum, path),
    },
    unit: stringOf(datum, 'Unit') ?? 'None',
    timestamp: readTimestamp(datum, path, now),
    set: readSet(datum, path),
  };
}

function readTimestamp(datum: Input, path: string, now: number): number {
  const timestamp = numberOf(datum, 'Timestamp');
  if (timestamp === undefined) return now;
  const age = now / 1_000 - timestamp;
  if (age <= OLDEST_S && age >= -NEWEST_S) return timestamp * 1_000;
  throw invalidValue(
    `The parameter ${path}Timestamp must specify a time no more than two weeks in the past.`,
  );
}

function readSet(datum: Input, path: string): StatisticSet {
  const value = numberOf(datum, 'Value');
  const values = numbersOf(datum, 'Values');
  const sums = structureOf(datum, 'StatisticValues');
  const given = [value, values, sums].filter((form) => form !== undefined).length;
  if (given > 1) {
    throw new WireError(
      'InvalidParameterCombination',
      `The parameters ${path}Value, ${path}Values and ${path}StatisticValues are mutually exclusive and you have specified more than one.`,
    );
  }
  if (value !== undefined) return setOfValue(finite(value, `${path}Value`));
  if (values !== undefined) return readValues(values, numbersOf(datum, 'Counts'), path);
  return readSums(required(sums, `${path}Value`), `${path}StatisticValues.`);
}

function readValues(
  values: readonly number[],
  counts: readonly number[] | undefined,
  path: string,
): StatisticSet {
  if (values.length === 0 || values.length > MOST_VALUES) {
    throw invalidValue(`The collection ${path}Values must have a size of 1 to ${MOST_VALUES}.`);
  }
  if (counts !== undefined && counts.length !== values.length) {
    throw invalidValue(
      `The parameters ${path}Values and ${path}Counts must have the same number of elements.`,
    );
  }
  const sets = values.map((value, index) => setOfValue(finite(value, `${path}Values`), counts?.[index] ?? 1));
  const [first, ...others] = sets;
  const all = required(first, `${path}Values`);
  for (const other of others) mergeInto(all, other);
  return all;
}

function readSums(sums: Input, path: string): StatisticSet {
  const figure = (name: string): number =>
    finite(required(numberOf(sums, name), `${path}${name}`), `${path}${name}`);
  return {
    sampleCount: figure('SampleCount'),
    sum: figure('Sum'),
    minimum: figure('Minimum'),
    maximum: figure('Maximum'),
    histogram: new Map(),
  };
}

/** Doc: values lie between -2^360 and 2^360; NaN and infinities are refused. */
function finite(value: number, path: string): number {
  if (Math.abs(value) <= 2 ** 360) return value;
  throw invalidValue(`The value ${value} for parameter ${path} is invalid.`);
}
