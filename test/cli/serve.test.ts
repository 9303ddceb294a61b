import { once } from 'node:events';
import { ListDeliveryStreamsCommand, PutRecordCommand } from '@aws-sdk/client-firehose';
import { expect, it } from 'vitest';
import type { LocalAws } from '../../src/local/local-aws.ts';
import { clientOf, makeStream } from '../support/embedded.ts';
import { newFolder } from '../support/folders.ts';
import { startCli } from '../support/run-cli.ts';
import { runMain } from '../support/run-main.ts';
import { storedLines } from '../support/stored.ts';

async function serve(dir: string) {
  const cli = startCli(['local', '--port', '0', '--dir', dir]);
  let stdout = '';
  cli.child.stdout?.on('data', (text: string) => {
    stdout += text;
  });
  while (!stdout.includes('AWS_SECRET_ACCESS_KEY') && cli.child.stdout) await once(cli.child.stdout, 'data');
  const endpoint = /AWS_ENDPOINT_URL=(\S+)/.exec(stdout)?.[1] ?? '';
  const aws = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };
  const stop = async () => {
    cli.child.kill('SIGINT');
    return (await cli.ended).code;
  };
  return { aws: aws as unknown as LocalAws, stop };
}

it('serves until it is stopped, and keeps streams and objects over a restart', async () => {
  const dir = newFolder();
  const first = await serve(dir);
  await makeStream(first.aws, 'kept', {});
  const client = clientOf(first.aws);
  await expect
    .poll(() =>
      client
        .send(new PutRecordCommand({ DeliveryStreamName: 'kept', Record: { Data: Buffer.from('one\n') } }))
        .then(
          () => 'stored',
          (error: Error) => error.name,
        ),
    )
    .toBe('stored');
  expect(await first.stop()).toBe(130);
  expect(storedLines(dir)).toEqual(['one']);
  const second = await serve(dir);
  const { DeliveryStreamNames } = await clientOf(second.aws).send(new ListDeliveryStreamsCommand({}));
  expect(DeliveryStreamNames).toEqual(['kept']);
  expect(await second.stop()).toBe(130);
});

it('refuses faults and quotas that it does not know, with a sentence', async () => {
  const faults = await runMain(['local', '--port', '0', '--dir', newFolder(), '--faults', 'gremlins=5%']);
  expect(faults.code).toBe(252);
  expect(faults.stderr).toMatch(/^firehose-scenario: There is no fault "gremlins"/);
  const quota = await runMain(['local', '--port', '0', '--dir', newFolder(), '--quota', 'much']);
  expect(quota.code).toBe(252);
  expect(quota.stderr).toMatch(/^firehose-scenario: Quota: "much" is not understood/);
});

it('suggests the command that was meant', async () => {
  const { code, stderr } = await runMain(['loacl']);
  expect(code).toBe(252);
  expect(stderr).toContain('Did you mean local?');
});
