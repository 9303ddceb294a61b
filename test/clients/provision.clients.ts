import { expect, test } from 'vitest';
import { newFolder } from '../support/folders.ts';
import { endsOf, manage, startEmpty } from '../support/resources.ts';
import { runShellAgainst } from './run-client.ts';

test('aws sees what setup has made, and nothing after teardown', async () => {
  const aws = await startEmpty({ creatingMs: 100 });
  const look = (file: string) => runShellAgainst(file, aws.endpoint, newFolder());
  expect((await manage('setup', aws)).code).toBe(0);
  expect(await look('aws_provision.sh')).toEqual({ status: 'passed' });
  const removed = await manage('teardown', aws, ['--yes']);
  expect([removed.code, endsOf(removed)].flat()).toHaveLength(5);
  expect(await look('aws_provision_gone.sh')).toEqual({ status: 'passed' });
});
