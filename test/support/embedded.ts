import { CreateDeliveryStreamCommand, FirehoseClient } from '@aws-sdk/client-firehose';
import { onTestFinished } from 'vitest';
import { type LocalAws, type LocalAwsOptions, startLocalAws } from '../../src/local/local-aws.ts';
import { LOCAL_CREDENTIALS } from './clean-environment.ts';
import { newFolder } from './folders.ts';
import { type MainOptions, type MainRun, runMain } from './run-main.ts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

export const STREAM = 'alerts';

/** An embedded AWS in this process, as somebody else's endpoint, with one stream that is ACTIVE. */
export async function startAws(options: Partial<LocalAwsOptions> = {}): Promise<LocalAws> {
  const aws = await startLocalAws({ creatingMs: 0, dir: newFolder(), ...options });
  onTestFinished(() => aws.close());
  await makeStream(aws, STREAM);
  return aws;
}

/** Makes one more stream there. */
export async function makeStream(aws: LocalAws, name: string, more: object = {}): Promise<void> {
  const firehose = clientOf(aws);
  const destination = {
    RoleARN: 'arn:aws:iam::123456789012:role/firehose',
    BucketARN: 'arn:aws:s3:::alerts',
  };
  const stream = { DeliveryStreamName: name, ExtendedS3DestinationConfiguration: destination };
  await firehose.send(new CreateDeliveryStreamCommand({ ...stream, ...more }));
  firehose.destroy();
}

/** What makes a stream read from Kinesis, so that it takes no records from anybody else. */
export const FED_BY_KINESIS = {
  DeliveryStreamType: 'KinesisStreamAsSource',
  KinesisStreamSourceConfiguration: {
    KinesisStreamARN: 'arn:aws:kinesis:us-east-1:123456789012:stream/source',
    RoleARN: 'arn:aws:iam::123456789012:role/firehose',
  },
} as const;

export function clientOf({ endpoint, region, credentials }: LocalAws): FirehoseClient {
  return new FirehoseClient({ endpoint, region, credentials, maxAttempts: 1 });
}

/** Runs the command line against it, as against any endpoint. */
export async function runAgainst(
  { endpoint, dir }: Pick<LocalAws, 'endpoint' | 'dir'>,
  args: readonly string[],
  options: MainOptions = {},
): Promise<MainRun> {
  const quick = ['--output', 'json', '--base-delay-ms', '1', '--dead-letter', `${dir}/dead-letters.ndjson`];
  const stream = args.includes('--stream') ? [] : ['--stream', STREAM];
  return runMain(['--endpoint-url', endpoint, ...stream, ...quick, ...args], {
    ...options,
    environment: { ...LOCAL_CREDENTIALS, ...options.environment },
  });
}
