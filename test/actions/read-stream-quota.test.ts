import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readStreamQuota } from '../../src/actions/read-stream-quota.ts';
import { raw } from './replies.ts';
import { type ScriptedServer, startScriptedServer } from './scripted-server.ts';

let server: ScriptedServer;
let client: CloudWatchClient;
beforeAll(async () => {
  server = await startScriptedServer();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const { endpoint } = server;
  client = new CloudWatchClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
});
afterAll(() => server.close());

function read(values: Readonly<Record<string, readonly number[]>>) {
  const MetricDataResults = Object.entries(values).map(([Id, Values]) => ({ Id, Values }));
  const reply = raw(200, JSON.stringify({ MetricDataResults }), 'not stored');
  server.play([reply], reply);
  return readStreamQuota(client, { streamName: 'alerts', now: new Date('2026-11-21T10:15:30Z') });
}

const published = {
  bytesPerSecondLimit: [5_242_880, 1_048_576],
  recordsPerSecondLimit: [500_000, 100_000],
  putRequestsPerSecondLimit: [2_000, 1_000],
};

describe('readStreamQuota', () => {
  it('takes the newest figure of each', async () => {
    expect(await read(published)).toEqual({
      recordsPerSecond: 500_000,
      requestsPerSecond: 2_000,
      bytesPerSecond: 5_242_880,
    });
  });

  it.each(Object.keys(published))('knows none where %s has no datapoint', async (name) => {
    expect(await read({ ...published, [name]: [] })).toBeUndefined();
  });

  it('asks for the last 24 hours of one stream, the newest first', async () => {
    await read(published);
    const { StartTime, EndTime, ScanBy, MetricDataQueries } = server.calls[0]?.input ?? {};
    expect(Number(EndTime) - Number(StartTime)).toBe(24 * 3_600);
    expect(new Date(Number(EndTime) * 1_000).toISOString()).toBe('2026-11-21T10:20:00.000Z');
    expect(ScanBy).toBe('TimestampDescending');
    expect(JSON.stringify(MetricDataQueries).match(/"Value":"alerts"/g)).toHaveLength(3);
  });
});
