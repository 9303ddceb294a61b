import { chmodSync } from 'node:fs';
import { expect, it } from 'vitest';
import { newFile } from '../support/folders.ts';
import { startEmpty } from '../support/resources.ts';
import { runCli } from '../support/run-cli.ts';

it('takes credentials from a program that a profile names', async () => {
  const { endpoint } = await startEmpty();
  const key = { Version: 1, AccessKeyId: 'local', SecretAccessKey: 'local' };
  const program = newFile(`#!/bin/sh\necho '${JSON.stringify(key)}'\n`, 'credentials.sh');
  chmodSync(program, 0o700);
  const config = newFile(
    `[profile process]\nregion = us-east-1\ncredential_process = ${program}\n`,
    'config',
  );
  const { code, stderr } = await runCli(['--stream', 'alerts', '--profile', 'process'], {
    environment: { AWS_CONFIG_FILE: config, AWS_ENDPOINT_URL: endpoint },
  });
  expect(stderr).toContain('alerts');
  expect(code).toBe(254);
});
