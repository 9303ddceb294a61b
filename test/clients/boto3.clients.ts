import { expect, test } from 'vitest';
import { runPython } from './run-client.ts';

const passed = { status: 'passed' };

test('boto3 creates a stream, puts, and reads objects and metrics', async () => {
  expect(await runPython('boto3_firehose.py')).toEqual(passed);
});

test('boto3 sees the service’s checks of a put in the service’s words', async () => {
  expect(await runPython('boto3_validation.py')).toEqual(passed);
});

test('boto3 stores, ranges, lists and deletes objects under any key', async () => {
  expect(await runPython('boto3_s3.py')).toEqual(passed);
});

test('boto3 reads and writes metrics as awsQuery', async () => {
  expect(await runPython('boto3_cloudwatch.py')).toEqual(passed);
});

test('boto3 sets roles, tags and log groups up', async () => {
  expect(await runPython('boto3_setup.py')).toEqual(passed);
});

test('boto3 loses the entries that were ordered to fail', async () => {
  expect(await runPython('boto3_faults.py', { faults: 'failed-entries=20%' })).toEqual(passed);
});
