import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { onTestFinished } from 'vitest';
import { type LocalAws, type LocalAwsOptions, startLocalAws } from '../../src/local/local-aws.ts';
import { LOCAL_CREDENTIALS } from './clean-environment.ts';
import { newFolder } from './folders.ts';
import { type MainOptions, type MainRun, runMain } from './run-main.ts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

export const ACCOUNT_ID = '123456789012';
export const NAMES = {
  bucket: `firehose-alerts-${ACCOUNT_ID}-us-east-1`,
  role: 'firehose-alerts-us-east-1',
  logGroup: '/aws/kinesisfirehose/alerts',
  stream: 'alerts',
} as const;

/** An embedded AWS in this process in which there is nothing. */
export async function startEmpty(options: Partial<LocalAwsOptions> = {}): Promise<LocalAws> {
  const aws = await startLocalAws({ creatingMs: 0, dir: newFolder(), ...options });
  onTestFinished(() => aws.close());
  return aws;
}

/** Clients that look at it from outside. */
export function clientsOf({ endpoint, region, credentials }: LocalAws) {
  const settings = { endpoint, region, credentials, maxAttempts: 1 };
  return {
    s3: new S3Client(settings),
    iam: new IAMClient(settings),
    logs: new CloudWatchLogsClient(settings),
    firehose: new FirehoseClient(settings),
  };
}

/** Runs `setup` or `teardown` for the stream `alerts`. */
export function manage(
  command: 'setup' | 'teardown',
  { endpoint }: Pick<LocalAws, 'endpoint'>,
  args: readonly string[] = [],
  options: MainOptions = {},
): Promise<MainRun> {
  return runMain([command, '--stream', NAMES.stream, '--endpoint-url', endpoint, ...args], {
    ...options,
    environment: { ...LOCAL_CREDENTIALS, ...options.environment },
  });
}

/** The first words of each line of the result: how it ended, and what. */
export function endsOf({ stdout }: MainRun): readonly string[] {
  const line = /^([a-z]+) +(S3 bucket|IAM role|log group|Firehose stream) /;
  return stdout.split('\n').flatMap((text) => {
    const [, status, kind] = line.exec(text) ?? [];
    return status === undefined ? [] : [`${status} ${kind}`];
  });
}

/** How many calls of each operation, `SERVICE:OPERATION`, the server has had. */
export async function callsOf({ endpoint }: LocalAws): Promise<Readonly<Record<string, number>>> {
  const reply = await fetch(`${endpoint}/_local/state`);
  const { calls } = (await reply.json()) as { calls: Record<string, { calls: number }> };
  return Object.fromEntries(Object.entries(calls).map(([name, { calls: number }]) => [name, number]));
}

/** Whether a call only looks. */
export const isRead = (operation: string): boolean => /:(Get|Head|List|Describe)/.test(operation);
