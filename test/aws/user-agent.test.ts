import { DescribeDeliveryStreamCommand, PutRecordCommand } from '@aws-sdk/client-firehose';
import { expect, it } from 'vitest';
import { serveHttp } from './http-server.ts';
import { transportsTo } from './transports.ts';

let told: unknown[] = [];
const endpoint = serveHttp((request, response) => {
  told.push([request.headers['user-agent'], request.headers['x-amz-user-agent']]);
  response.end('{}');
});

const put = () => new PutRecordCommand({ DeliveryStreamName: 'alerts', Record: { Data: new Uint8Array(1) } });
const describeStream = () => new DescribeDeliveryStreamCommand({ DeliveryStreamName: 'alerts' });

it.each([
  ['nothing more', {}],
  ['an application of its own', { customUserAgent: 'mine/1.0' }],
  ['an id', { userAgentAppId: 'nightly' }],
])('the user agent of each call is the one that the SDK tells, with %s', async (_what, over) => {
  const { plain, sdk } = transportsTo(endpoint(), over);
  told = [];
  await plain.send(put());
  const [expected] = told;
  for (const command of [put(), describeStream(), put(), put(), describeStream()]) {
    await sdk.send(command as never);
  }
  await sdk.send(put(), { abortSignal: new AbortController().signal });
  expect(told).toHaveLength(7);
  expect(new Set(told.map(String))).toEqual(new Set([String(expected)]));
});
