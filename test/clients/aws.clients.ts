import { expect, test } from 'vitest';
import { runShell } from './run-client.ts';

test.each(['aws_firehose.sh', 'aws_s3.sh', 'aws_setup.sh'])('aws runs %s to its end', async (file) => {
  expect(await runShell(file)).toEqual({ status: 'passed' });
});
