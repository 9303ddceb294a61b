import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readStreamLimits } from '../../src/actions/read-stream-limits.ts';
import { raw } from './replies.ts';
import { type ScriptedServer, startScriptedServer } from './scripted-server.ts';

let server: ScriptedServer;
let client: CloudWatchClient;
beforeAll(async () => {
  server = await startScriptedServer();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const region = 'us-east-1';
  client = new CloudWatchClient({ endpoint: server.endpoint, region, credentials, maxAttempts: 1 });
});
afterAll(() => server.close());

const query = { streamName: 'alerts', endTime: new Date() };

function reply(values: Readonly<Record<string, readonly (number | null)[]>>) {
  const MetricDataResults = Object.entries(values).map(([Id, Values]) => ({ Id, Values }));
  return raw(200, JSON.stringify({ MetricDataResults }), 'not stored');
}

it('takes the newest figure of each limit', async () => {
  const limits = {
    bytesPerSecondLimit: [5, 1],
    putRequestsPerSecondLimit: [2_000],
    recordsPerSecondLimit: [7],
  };
  server.play([], reply(limits));
  expect(await readStreamLimits(client, query)).toEqual({
    ...{ bytesPerSecond: 5, recordsPerSecond: 7, putRequestsPerSecond: 2_000 },
  });
});

it.each([
  ['no points', []],
  ['a figure that is none', [null]],
  ['a limit of nothing', [0]],
])('knows no limit where there is %s', async (_, values) => {
  server.play([], reply({ bytesPerSecondLimit: values }));
  expect(await readStreamLimits(client, query)).toEqual({
    ...{ bytesPerSecond: undefined, recordsPerSecond: undefined, putRequestsPerSecond: undefined },
  });
});
