import { PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { serveHttp } from './http-server.ts';
import { recomputedAuthorization, signedHeadersOf, type WireRequest } from './recomputed-signature.ts';
import { transportsTo } from './transports.ts';

let requests: WireRequest[] = [];
const endpoint = serveHttp(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const { method = '', url = '', headers } = request;
  requests.push({ method, url, headers, body });
  const entries = JSON.parse(body.toString()).Records.map(() => ({ RecordId: 'x' }));
  response.end(JSON.stringify({ FailedPutCount: 0, RequestResponses: entries }));
});

const words = (pattern: RegExp) => fc.stringMatching(pattern);
const call = fc.record({
  streamName: words(/^[a-zA-Z0-9_.-]{1,64}$/),
  records: fc.array(fc.uint8Array({ maxLength: 400 }), { minLength: 1, maxLength: 9 }),
  path: fc.constantFrom('', '/', '/proxy', '/a%20b/c', '/a/../b/'),
  region: fc.constantFrom('us-east-1', 'eu-west-1', 'ap-southeast-2'),
  accessKeyId: words(/^[A-Z0-9]{4,20}$/),
  secretAccessKey: words(/^[!-~]{1,39}$/),
  sessionToken: fc.option(words(/^[!-~]{1,20}( {1,3}[!-~]{1,20}){0,3}$/), { nil: undefined }),
});

/** Headers without those that carry the time. */
function lasting({ headers }: WireRequest): object {
  const { authorization, 'x-amz-date': date, ...rest } = headers;
  return rest;
}

it('has the bytes of the SDK, and a signature that holds', async () => {
  await fc.assert(
    fc.asyncProperty(call, async ({ streamName, records, path, region, ...identity }) => {
      const { accessKeyId, secretAccessKey, sessionToken } = identity;
      const credentials = { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
      const transports = transportsTo(endpoint() + path, { region, credentials });
      requests = [];
      for (const transport of [transports.plain, transports.sdk, transports.fast]) {
        const Records = records.map((Data) => ({ Data }));
        await transport.send(new PutRecordBatchCommand({ DeliveryStreamName: streamName, Records }));
      }
      const [plain, sdk, fast] = requests as [WireRequest, WireRequest, WireRequest];
      expect(fast.body.equals(plain.body) && sdk.body.equals(plain.body)).toBe(true);
      expect([fast.method, fast.url]).toEqual([plain.method, plain.url]);
      expect(lasting(fast)).toEqual(lasting(sdk));
      for (const request of [sdk, fast]) {
        const expected = recomputedAuthorization(request, { accessKeyId, secretAccessKey, region });
        expect(request.headers.authorization).toBe(expected);
        expect(signedHeadersOf(request)).toEqual(expect.arrayContaining(['host', 'x-amz-date']));
        expect(signedHeadersOf(request).includes('x-amz-security-token')).toBe(sessionToken !== undefined);
      }
    }),
    { numRuns: 40 },
  );
});

it.each([
  ['nothing', ''],
  ['bytes that are no text', '\u0000\u00ff'],
  ['two code units', '\ud83d\ude00'],
  ['what ends the list', '"}]}'],
  ['many bytes', 'x'.repeat(300_000)],
])('carries %s as it is, beside others', async (_what, text) => {
  const { fast } = transportsTo(endpoint());
  const records = [Buffer.from(text), Buffer.from('other\n')];
  requests = [];
  const Records = records.map((Data) => ({ Data }));
  await fast.send(new PutRecordBatchCommand({ DeliveryStreamName: 's', Records }));
  const sent = JSON.parse(String(requests[0]?.body)).Records as { readonly Data: string }[];
  expect(sent.map(({ Data }) => Buffer.from(Data, 'base64'))).toEqual(records);
});
