import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { MetricStore } from '../../../src/local/cloudwatch/metric-store.ts';
import { createCloudWatch } from '../../../src/local/cloudwatch/service.ts';
import { newFolder, serve } from '../serve.ts';

const MINUTE = new Date(Math.floor(Date.now() / 60_000) * 60_000);
const start = MINUTE.toISOString();
const end = new Date(MINUTE.getTime() + 60_000).toISOString();

async function cloudWatch() {
  const { endpoint } = await serve(
    createCloudWatch(new MetricStore({ path: join(newFolder(), 'm.ndjson') })),
  );
  const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) => {
    const type = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
    return fetch(endpoint, { method: 'POST', headers: { ...type, ...headers }, body });
  };
  const call = async (
    Action: string,
    parameters: Record<string, string>,
  ): Promise<readonly [number, string]> => {
    const reply = await post(String(new URLSearchParams({ Action, Version: '2010-08-01', ...parameters })));
    return [reply.status, await reply.text()];
  };
  return { post, call };
}

const data = {
  Namespace: 'Mine',
  'MetricData.member.1.MetricName': 'M<1>',
  'MetricData.member.1.Value': '2.5',
  'MetricData.member.1.Timestamp': start,
  'MetricData.member.1.Dimensions.member.1.Name': 'D',
  'MetricData.member.1.Dimensions.member.1.Value': 'v',
};

const metric = (prefix: string): Record<string, string> => ({
  [`${prefix}Namespace`]: 'Mine',
  [`${prefix}MetricName`]: 'M<1>',
  [`${prefix}Dimensions.member.1.Name`]: 'D',
  [`${prefix}Dimensions.member.1.Value`]: 'v',
});

test('a metric that was put in a form is read from XML', async () => {
  const { call } = await cloudWatch();
  const [status, put] = await call('PutMetricData', data);
  expect([status, put]).toEqual([
    200,
    expect.stringMatching(/^<PutMetricDataResponse .*<RequestId>[-0-9a-f]{36}</),
  ]);
  const query = 'MetricDataQueries.member.1.';
  const [, read] = await call('GetMetricData', {
    [`${query}Id`]: 'm1',
    ...metric(`${query}MetricStat.Metric.`),
    [`${query}MetricStat.Period`]: '60',
    [`${query}MetricStat.Stat`]: 'Sum',
    StartTime: start,
    EndTime: end,
  });
  expect(read).toContain(
    `<MetricDataResults><member><Id>m1</Id><Label>M&lt;1&gt;</Label><Timestamps><member>${start}</member></Timestamps><Values><member>2.5</member></Values><StatusCode>Complete</StatusCode></member></MetricDataResults>`,
  );
  const asked = {
    ...metric(''),
    StartTime: start,
    EndTime: end,
    Period: '60',
    'Statistics.member.1': 'Average',
  };
  const [, statistics] = await call('GetMetricStatistics', asked);
  expect(statistics).toContain(
    `<member><Timestamp>${start}</Timestamp><Average>2.5</Average><Unit>None</Unit></member>`,
  );
  const [, list] = await call('ListMetrics', { Namespace: 'Mine' });
  expect(list).toContain('<Dimensions><member><Name>D</Name><Value>v</Value></member></Dimensions>');
});

test('a form may come gzipped, and a broken gzip gets an answer', async () => {
  const { post, call } = await cloudWatch();
  const form = String(new URLSearchParams({ Action: 'PutMetricData', Version: '2010-08-01', ...data }));
  const reply = await post(gzipSync(form), { 'content-encoding': 'gzip' });
  expect(reply.status).toBe(200);
  const [, list] = await call('ListMetrics', {});
  expect(list).toContain('M&lt;1&gt;');
  const broken = await post('no gzip', { 'content-encoding': 'gzip' });
  expect(broken.status).toBeGreaterThanOrEqual(400);
});

test('errors have the form and the codes of awsQuery', async () => {
  const { call } = await cloudWatch();
  const [status, xml] = await call('GetMetricStatistics', { Namespace: 'N', MetricName: 'M' });
  expect(status).toBe(400);
  expect(xml).toContain(
    '<Error><Type>Sender</Type><Code>MissingParameter</Code><Message>The parameter StartTime is required.</Message></Error>',
  );
  const [, malformed] = await call('GetMetricStatistics', { Period: 'often' });
  expect(malformed).toContain('<Code>MalformedInput</Code>');
});
