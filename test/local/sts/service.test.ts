import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { createSts } from '../../../src/local/sts/service.ts';
import { serve } from '../serve.ts';

const sts = () => serve(createSts({ accountId: '123456789012' }));

test('tells the caller who it is', async () => {
  const identity = await new STSClient(await sts()).send(new GetCallerIdentityCommand({}));
  expect(identity).toMatchObject({ Account: '123456789012', Arn: 'arn:aws:iam::123456789012:user/local' });
  expect(identity.UserId).toMatch(/^AIDA[A-Z0-9]{17}$/);
});

test('answers an unknown operation in XML', async () => {
  const { endpoint } = await sts();
  const body = new URLSearchParams({ Action: 'GetSession<Token>', Version: '2011-06-15' });
  const reply = await fetch(endpoint, { method: 'POST', body });
  expect(reply.status).toBe(400);
  expect(await reply.text()).toMatch(
    /<Code>InvalidAction<\/Code><Message>Could not find operation GetSession&lt;Token&gt; for version 2011-06-15</,
  );
});
