import { expect, it } from 'vitest';
import { startAws } from '../support/embedded.ts';

function askFor(endpoint: string, service: string): Promise<Response> {
  const authorization = `AWS4-HMAC-SHA256 Credential=local/20261121/us-east-1/${service}/aws4_request, Signature=00`;
  return fetch(`${endpoint}/2015-03-31/functions/`, { headers: { authorization } });
}

it('answers a REST-JSON service that is not here with an error in JSON, and S3 with one in XML', async () => {
  const { endpoint } = await startAws();
  const lambda = await askFor(endpoint, 'lambda');
  expect([lambda.status, await lambda.json()]).toMatchObject([400, { __type: 'UnknownOperationException' }]);
  const s3 = await askFor(endpoint, 's3');
  expect([s3.status, await s3.text()]).toEqual([404, expect.stringContaining('<Code>NoSuchBucket</Code>')]);
});
