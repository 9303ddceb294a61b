import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { runAgainst, startAws } from '../support/embedded.ts';
import { newFile } from '../support/folders.ts';
import { alertLines, asFile } from '../support/input.ts';

const run = promisify(execFile);

test('aws reads the log lines that a run has shipped', async () => {
  const aws = await startAws();
  const logs = async (...words: readonly string[]) => {
    const environment = {
      PATH: '/usr/bin:/bin',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_PAGER: '',
    };
    const connection = ['--endpoint-url', aws.endpoint, '--output', 'json'];
    return (await run('/usr/bin/aws', [...connection, 'logs', ...words], { env: environment })).stdout;
  };
  await logs('create-log-group', '--log-group-name', 'scenario');
  const data = newFile(asFile(alertLines(150)));
  const shipped = await runAgainst(aws, ['--data', data, '--log-group', 'scenario', '--log-level', 'debug']);
  const { runId } = shipped.report;
  const names = ['--log-group-name', 'scenario', '--log-stream-name', runId];
  const { events } = JSON.parse(await logs('get-log-events', ...names, '--start-from-head'));
  expect(shipped.logs).toHaveLength(101);
  expect(events.map(({ message }: { readonly message: string }) => JSON.parse(message))).toEqual(
    shipped.logs,
  );
});
