import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Embedded, startEmbedded } from './embedded.ts';

let embedded: Embedded;
beforeAll(async () => {
  embedded = await startEmbedded();
});
afterAll(() => embedded.dispose());

async function call(
  headers: Record<string, string>,
  body: string,
  path = '/',
): Promise<{ status: number; type: string; text: string }> {
  const response = await fetch(embedded.aws.endpoint + path, { method: 'POST', headers, body });
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    text: await response.text(),
  };
}
const json = (target: string, body = '{}') =>
  call({ 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target }, body);
const form = (body: string) => call({ 'content-type': 'application/x-www-form-urlencoded' }, body);

describe('what no service has', () => {
  it.each([
    'Firehose_20150804.UpdateDestination',
    'Firehose_20150804.',
    'Kinesis_20131202.PutRecord',
    'no dots',
    'Firehose_20150804.constructor',
  ])('%s is the JSON error of an unknown operation', async (target) => {
    const { status, type, text } = await json(target);
    expect([status, type]).toEqual([400, 'application/x-amz-json-1.1']);
    expect(JSON.parse(text)).toEqual({ __type: 'UnknownOperationException', message: '' });
  });

  it('an unknown action is the XML error of awsQuery', async () => {
    const { status, type, text } = await form('Action=Fly%3C&Version=1999-01-01');
    expect([status, type]).toEqual([400, 'text/xml']);
    expect(text).toContain('<Code>InvalidAction</Code><Message>Could not find operation Fly&lt;</Message>');
  });

  it('an unknown REST request is the XML error of S3', async () => {
    const { status, text } = await call({}, '', '/bucket/key?uploads');
    expect([status, text]).toEqual([501, expect.stringContaining('<Code>NotImplemented</Code>')]);
  });

  it('an unknown path of the truth says which there are', async () => {
    const { status, text } = await call({}, '', '/_local/secrets');
    expect([status, JSON.parse(text).message]).toEqual([404, expect.stringContaining('GET /_local/state')]);
    const missing = await fetch(`${embedded.aws.endpoint}/_local/stored?stream=nobody`);
    expect([missing.status, (await missing.json()) as object]).toEqual([
      404,
      { message: expect.stringContaining('nobody') },
    ]);
  });
});

describe('a request that cannot be read', () => {
  it.each([
    ['no JSON', '{"DeliveryStreamName":'],
    ['no object', '[]'],
    ['a list in the place of a name', '{"DeliveryStreamName":[],"Records":[]}'],
    ['a name in the place of a list', '{"DeliveryStreamName":"a","Records":"b"}'],
    ['a record that is text', '{"DeliveryStreamName":"a","Records":["b"]}'],
    ['data that is no base64', '{"DeliveryStreamName":"a","Records":[{"Data":"????"}]}'],
    ['data of half a byte', '{"DeliveryStreamName":"a","Records":[{"Data":"YQ"}]}'],
    ['data of the other alphabet', '{"DeliveryStreamName":"a","Records":[{"Data":"--__"}]}'],
  ])('is a SerializationException: %s', async (_, body) => {
    const { status, text } = await json('Firehose_20150804.PutRecordBatch', body);
    expect([status, JSON.parse(text).__type]).toEqual([400, 'SerializationException']);
  });

  it.each([
    'null',
    '{"DeliveryStreamName":"a"}',
    '{"DeliveryStreamName":"a","Records":[{}]}',
    '{"DeliveryStreamName":"a","Records":[{"Data":null}]}',
  ])('misses what it must have: %s', async (body) => {
    const { text } = await json('Firehose_20150804.PutRecordBatch', body === 'null' ? '' : body);
    expect(JSON.parse(text)).toEqual({
      __type: 'ValidationException',
      message: expect.stringContaining('Member must not be null'),
    });
  });
});
