import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readIngestionMetrics } from '../../src/actions/read-ingestion-metrics.ts';
import { raw } from './replies.ts';
import { type ScriptedServer, type Step, startScriptedServer } from './scripted-server.ts';

let server: ScriptedServer;
let client: CloudWatchClient;
beforeAll(async () => {
  server = await startScriptedServer();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  client = new CloudWatchClient({
    endpoint: server.endpoint,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
  });
});
afterAll(() => server.close());

type Values = Readonly<Record<string, readonly number[]>>;

function page(values: Values, NextToken?: string): Step {
  const MetricDataResults = Object.entries(values).map(([Id, Values]) => ({
    Id,
    Values,
    StatusCode: 'Complete',
  }));
  return raw(200, JSON.stringify({ MetricDataResults, NextToken }), 'not stored');
}

function read(pages: readonly Step[], startTime = '2026-11-21T10:15:30Z', endTime = '2026-11-21T10:17:10Z') {
  server.play(pages, page({}));
  const period = { startTime: new Date(startTime), endTime: new Date(endTime) };
  return readIngestionMetrics(client, { streamName: 'alerts', ...period });
}

/** Start and end that went over the wire, as times of day. */
function askedPeriod(): readonly string[] {
  const { StartTime, EndTime } = server.calls[0]?.input ?? {};
  return [StartTime, EndTime].map((seconds) => new Date(Number(seconds) * 1_000).toISOString().slice(11, 19));
}

describe('readIngestionMetrics', () => {
  it('takes no datapoints for undefined, which is not 0', async () => {
    const unseen = { incomingBytes: undefined, incomingPutRequests: undefined, throttledRecords: undefined };
    expect(await read([page({})])).toEqual({ incomingRecords: undefined, ...unseen });
    expect(await read([page({ incomingRecords: [] })])).toEqual({ incomingRecords: undefined, ...unseen });
    expect(await read([page({ incomingRecords: [0] })])).toEqual({ incomingRecords: 0, ...unseen });
  });

  it('sums the minutes of each metric', async () => {
    const values = {
      incomingRecords: [5_000, 550],
      incomingBytes: [400, 30],
      incomingPutRequests: [100, 11],
    };
    expect(await read([page({ ...values, throttledRecords: [3] })])).toEqual({
      incomingRecords: 5_550,
      incomingBytes: 430,
      incomingPutRequests: 111,
      throttledRecords: 3,
    });
  });

  it('sums over all pages', async () => {
    const pages = [
      page({ incomingRecords: [1] }, 'more'),
      page({ incomingRecords: [2], incomingBytes: [7] }, 'x'),
    ];
    const metrics = await read([...pages, page({ incomingRecords: [4] })]);
    expect(metrics).toMatchObject({ incomingRecords: 7, incomingBytes: 7, throttledRecords: undefined });
    expect(server.calls.map(({ input }) => input.NextToken)).toEqual([undefined, 'more', 'x']);
  });

  it('asks for the four metrics of the stream, a minute a point, in one call', async () => {
    await read([]);
    expect(server.calls).toHaveLength(1);
    const queries = server.calls[0]?.input.MetricDataQueries as readonly { readonly MetricStat: unknown }[];
    const names = ['IncomingRecords', 'IncomingBytes', 'IncomingPutRequests', 'ThrottledRecords'];
    const Dimensions = [{ Name: 'DeliveryStreamName', Value: 'alerts' }];
    expect(queries.map(({ MetricStat }) => MetricStat)).toEqual(
      names.map((MetricName) => ({
        Metric: { Namespace: 'AWS/Firehose', MetricName, Dimensions },
        Period: 60,
        Stat: 'Sum',
      })),
    );
  });

  it.each([
    ['10:15:59.999', '10:16:59.999', '10:15:00', '10:17:00'],
    ['10:16:00.000', '10:17:00.000', '10:16:00', '10:18:00'],
    ['10:16:00.001', '10:17:00.001', '10:16:00', '10:18:00'],
    ['10:16:00.000', '10:16:00.000', '10:16:00', '10:17:00'],
  ])(
    'asks for every minute from %s to %s, the last one included',
    async (start, end, askedStart, askedEnd) => {
      await read([], `2026-11-21T${start}Z`, `2026-11-21T${end}Z`);
      expect(askedPeriod()).toEqual([askedStart, askedEnd]);
    },
  );
});
