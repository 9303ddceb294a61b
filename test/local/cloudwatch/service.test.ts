import { join } from 'node:path';
import {
  CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  type MetricDataQuery,
  PutMetricDataCommand,
  paginateGetMetricData,
  paginateListMetrics,
} from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import { MetricStore } from '../../../src/local/cloudwatch/metric-store.ts';
import { createCloudWatch } from '../../../src/local/cloudwatch/service.ts';
import { type ClientSettings, newFolder, serve } from '../serve.ts';

const HOUR = 3_600_000;
const NOON = Math.floor(Date.now() / HOUR) * HOUR;
const at = (minutes: number, seconds = 0): Date => new Date(NOON + minutes * 60_000 + seconds * 1_000);

interface Setting {
  readonly store: MetricStore;
  readonly client: CloudWatchClient;
  readonly settings: ClientSettings;
}

async function cloudWatch(): Promise<Setting> {
  const store = new MetricStore({ path: join(newFolder(), 'metrics.ndjson') });
  const settings = await serve(createCloudWatch(store));
  return { store, settings, client: new CloudWatchClient(settings) };
}

function observe(store: MetricStore, name: string, values: readonly (readonly [Date, number])[]): void {
  for (const [when, value] of values) {
    const dimensions = { DeliveryStreamName: 'alerts' };
    store.recordMetric({
      namespace: 'AWS/Firehose',
      name,
      dimensions,
      value,
      unit: 'Count',
      timestamp: when.getTime(),
    });
  }
}

function query(
  overrides: Partial<MetricDataQuery> = {},
  name = 'IncomingRecords',
  period = 60,
): MetricDataQuery {
  const Dimensions = [{ Name: 'DeliveryStreamName', Value: 'alerts' }];
  const Metric = { Namespace: 'AWS/Firehose', MetricName: name, Dimensions };
  return { Id: 'm1', MetricStat: { Metric, Period: period, Stat: 'Sum' }, ...overrides };
}

function input(overrides: Partial<GetMetricDataCommandInput> = {}): GetMetricDataCommandInput {
  return { MetricDataQueries: [query()], StartTime: at(0), EndTime: at(60), ...overrides };
}

test('GetMetricData returns points as dates, newest first by default', async () => {
  const { store, client } = await cloudWatch();
  observe(store, 'IncomingRecords', [
    [at(1), 500],
    [at(1, 30), 50],
    [at(3), 7],
  ]);
  const { MetricDataResults } = await client.send(new GetMetricDataCommand(input()));
  expect(MetricDataResults).toEqual([
    {
      Id: 'm1',
      Label: 'IncomingRecords',
      Timestamps: [at(3), at(1)],
      Values: [7, 550],
      StatusCode: 'Complete',
    },
  ]);
  const oldestFirst = await client.send(new GetMetricDataCommand(input({ ScanBy: 'TimestampAscending' })));
  expect(oldestFirst.MetricDataResults?.[0]?.Values).toEqual([550, 7]);
});

test('GetMetricData rounds the start down to the minute and leaves the end out', async () => {
  const { store, client } = await cloudWatch();
  observe(store, 'IncomingRecords', [
    [at(1), 1],
    [at(2), 2],
    [at(3), 4],
  ]);
  const { MetricDataResults } = await client.send(
    new GetMetricDataCommand(input({ StartTime: at(1, 59), EndTime: at(3) })),
  );
  expect(MetricDataResults?.[0]?.Values).toEqual([2, 1]);
});

test('GetMetricData counts longer periods from the epoch', async () => {
  const { store, client } = await cloudWatch();
  observe(store, 'IncomingRecords', [
    [at(4), 1],
    [at(5), 2],
    [at(9), 4],
  ]);
  const asked = input({ MetricDataQueries: [query({}, 'IncomingRecords', 300)], StartTime: at(7) });
  const { MetricDataResults } = await client.send(new GetMetricDataCommand(asked));
  expect(MetricDataResults?.[0]).toMatchObject({ Timestamps: [at(5)], Values: [6] });
});

test('GetMetricData answers a metric without points with an empty result', async () => {
  const { client } = await cloudWatch();
  const { MetricDataResults } = await client.send(new GetMetricDataCommand(input()));
  expect(MetricDataResults).toMatchObject([{ Id: 'm1', Values: [], Timestamps: [], StatusCode: 'Complete' }]);
});

test('GetMetricData pages through all points of all series exactly once', async () => {
  const { store, client } = await cloudWatch();
  const minutes = Array.from({ length: 5 }, (_, minute) => [at(minute), minute] as const);
  observe(store, 'IncomingRecords', minutes);
  observe(store, 'IncomingBytes', minutes);
  const MetricDataQueries = [query(), query({ Id: 'none' }, 'Nothing'), query({ Id: 'm2' }, 'IncomingBytes')];
  const seen: Record<string, number[]> = {};
  let pages = 0;
  const asked = input({ MetricDataQueries, MaxDatapoints: 2 });
  for await (const page of paginateGetMetricData({ client }, asked)) {
    pages += 1;
    for (const { Id = '', Values = [] } of page.MetricDataResults ?? [])
      seen[Id] = [...(seen[Id] ?? []), ...Values];
  }
  expect(pages).toBe(5);
  expect(seen).toEqual({ m1: [4, 3, 2, 1, 0], none: [], m2: [4, 3, 2, 1, 0] });
});

test('GetMetricData leaves out what ReturnData denies, and takes a label', async () => {
  const { client } = await cloudWatch();
  const MetricDataQueries = [query({ Label: 'in' }), query({ Id: 'm2', ReturnData: false })];
  const { MetricDataResults } = await client.send(new GetMetricDataCommand(input({ MetricDataQueries })));
  expect(MetricDataResults?.map(({ Label }) => Label)).toEqual(['in']);
});

test.each([
  [{ StartTime: at(1), EndTime: at(1) }, 'The parameter StartTime must not equal parameter EndTime.'],
  [{ StartTime: at(2), EndTime: at(1) }, 'The parameter StartTime must be less than the parameter EndTime.'],
  [
    { MetricDataQueries: [query(), query()] },
    'The values for parameter id in MetricDataQueries are not unique.',
  ],
  [{ MetricDataQueries: [query({ Id: 'M1' })] }, /expected pattern/],
  [{ MetricDataQueries: [{ Id: 'e1', Expression: 'SUM(METRICS())' }] }, /knows no expressions/],
  [
    { MetricDataQueries: Array.from({ length: 501 }, (_, n) => query({ Id: `m${n}` })) },
    /size greater than 500/,
  ],
])('GetMetricData refuses a wrong query %#', async (wrong, message) => {
  const { client } = await cloudWatch();
  const refused = client.send(new GetMetricDataCommand(input(wrong)));
  await expect(refused).rejects.toMatchObject({
    message: expect.stringMatching(message),
    $metadata: { httpStatusCode: 400 },
  });
});

test('GetMetricData takes 500 queries', async () => {
  const { client } = await cloudWatch();
  const MetricDataQueries = Array.from({ length: 500 }, (_, n) => query({ Id: `m${n}` }));
  const { MetricDataResults } = await client.send(new GetMetricDataCommand(input({ MetricDataQueries })));
  expect(MetricDataResults).toHaveLength(500);
});

test('GetMetricStatistics tells all statistics of a period counted from the minute of its start', async () => {
  const { store, client } = await cloudWatch();
  observe(store, 'PutRecord.Latency', [
    [at(7), 10],
    [at(8), 30],
    [at(12), 5],
  ]);
  const { Datapoints, Label } = await client.send(
    new GetMetricStatisticsCommand({
      Namespace: 'AWS/Firehose',
      MetricName: 'PutRecord.Latency',
      Dimensions: [{ Name: 'DeliveryStreamName', Value: 'alerts' }],
      StartTime: at(7, 59),
      EndTime: at(12),
      Period: 300,
      Statistics: ['Sum', 'Average', 'SampleCount', 'Minimum', 'Maximum'],
      ExtendedStatistics: ['p99'],
    }),
  );
  expect(Label).toBe('PutRecord.Latency');
  expect(Datapoints).toEqual([
    {
      Timestamp: at(7),
      Unit: 'Count',
      Sum: 40,
      Average: 20,
      SampleCount: 2,
      Minimum: 10,
      Maximum: 30,
      ExtendedStatistics: { p99: 30 },
    },
  ]);
});

test('GetMetricStatistics refuses more than 1,440 points by the name of its error', async () => {
  const { client } = await cloudWatch();
  const ask = (EndTime: Date) =>
    client.send(
      new GetMetricStatisticsCommand({
        Namespace: 'N',
        MetricName: 'M',
        StartTime: at(0),
        EndTime,
        Period: 60,
        Statistics: ['Sum'],
      }),
    );
  await expect(ask(at(1_440))).resolves.toMatchObject({ Datapoints: [] });
  await expect(ask(at(1_441))).rejects.toMatchObject({
    name: 'InvalidParameterCombinationException',
    message: /1441 datapoints/,
  });
});

test('PutMetricData stores values, counts and sums, also from a gzipped body', async () => {
  const { store, client } = await cloudWatch();
  const Values = Array.from({ length: 150 }, (_, index) => 100_000 + index);
  const data = Array.from({ length: 20 }, (_, index) => ({
    MetricName: `M${index}`,
    Values,
    Timestamp: at(1),
  }));
  const encodings: unknown[] = [];
  client.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { readonly headers: Readonly<Record<string, string>> };
      encodings.push(new Headers(headers).get('content-encoding'));
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  await client.send(new PutMetricDataCommand({ Namespace: 'Mine', MetricData: data }));
  expect(encodings).toEqual(['gzip']);
  expect(store.metrics(0)).toHaveLength(20);
  const sums = { SampleCount: 4, Sum: 10, Minimum: 1, Maximum: 4 };
  const MetricData = [
    { MetricName: 'S', StatisticValues: sums, Timestamp: at(1) },
    { MetricName: 'S', Values: [2, 3], Counts: [2, 1], Timestamp: at(1) },
    { MetricName: 'S', Value: 1, Timestamp: at(1) },
  ];
  await client.send(new PutMetricDataCommand({ Namespace: 'Mine', MetricData }));
  const asked = {
    Namespace: 'Mine',
    MetricName: 'S',
    StartTime: at(0),
    EndTime: at(9),
    Period: 60,
    Statistics: ['Sum', 'SampleCount'] as const,
  };
  const { Datapoints } = await client.send(
    new GetMetricStatisticsCommand({ ...asked, Statistics: [...asked.Statistics] }),
  );
  expect(Datapoints).toMatchObject([{ Sum: 18, SampleCount: 8 }]);
});

test('PutMetricData stores all of a call or nothing', async () => {
  const { store, client } = await cloudWatch();
  const MetricData = [
    { MetricName: 'good', Value: 1 },
    { MetricName: 'old', Value: 1, Timestamp: new Date(0) },
  ];
  await expect(
    client.send(new PutMetricDataCommand({ Namespace: 'Mine', MetricData })),
  ).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
  });
  expect(store.metrics(0)).toEqual([]);
});

test('PutMetricData refuses the namespaces of AWS', async () => {
  const { client } = await cloudWatch();
  const put = new PutMetricDataCommand({
    Namespace: 'AWS/Firehose',
    MetricData: [{ MetricName: 'M', Value: 1 }],
  });
  await expect(client.send(put)).rejects.toThrow('The value AWS/ for parameter Namespace is invalid.');
});

test('ListMetrics filters by name and dimension, and pages by 500', async () => {
  const { store, client } = await cloudWatch();
  for (let index = 0; index < 501; index += 1) observe(store, `M${index}`, [[at(0), 1]]);
  const sizes: number[] = [];
  for await (const page of paginateListMetrics({ client }, { Namespace: 'AWS/Firehose' }))
    sizes.push(page.Metrics?.length ?? 0);
  expect(sizes).toEqual([500, 1]);
  const list = async (Name: string, Value?: string) =>
    (
      await client.send(
        new ListMetricsCommand({ MetricName: 'M7', Dimensions: [{ Name, ...(Value ? { Value } : {}) }] }),
      )
    ).Metrics;
  expect(await list('DeliveryStreamName')).toEqual([
    {
      Namespace: 'AWS/Firehose',
      MetricName: 'M7',
      Dimensions: [{ Name: 'DeliveryStreamName', Value: 'alerts' }],
    },
  ]);
  expect(await list('DeliveryStreamName', 'other')).toEqual([]);
  expect(await list('Other')).toEqual([]);
});

test('an unknown operation gets the error of its protocol', async () => {
  const { settings } = await cloudWatch();
  const json = await fetch(settings.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'GraniteServiceVersion20100801.PutDashboard',
    },
    body: '{}',
  });
  expect([json.status, await json.json()]).toEqual([
    400,
    { __type: 'UnknownOperationException', message: '' },
  ]);
  const body = new URLSearchParams({ Action: 'PutDashboard', Version: '2010-08-01' });
  const xml = await fetch(settings.endpoint, { method: 'POST', body });
  expect(xml.headers.get('content-type')).toBe('text/xml');
  expect(await xml.text()).toContain('<Code>InvalidAction</Code>');
});
