import { CreateDeliveryStreamCommand, FirehoseClient } from '@aws-sdk/client-firehose';
import type { LocalAws } from '../../src/local/local-aws.ts';

/** What the server really stored, and what it did to its callers. */
export interface Truth {
  /** Every stored record in the order of storing, a byte in each character. */
  readonly stored: readonly string[];
  /** How often each kind of fault was applied. */
  readonly faults: Readonly<Record<string, number>>;
}

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

export const STREAM = 'simulated';

/** Makes the stream that a run sends to. */
export async function makeStream({ endpoint, region, credentials }: LocalAws): Promise<void> {
  const client = new FirehoseClient({ endpoint, region, credentials });
  await client.send(
    new CreateDeliveryStreamCommand({
      DeliveryStreamName: STREAM,
      ExtendedS3DestinationConfiguration: {
        RoleARN: 'arn:aws:iam::123456789012:role/firehose',
        BucketARN: 'arn:aws:s3:::simulated',
      },
    }),
  );
  client.destroy();
}

/** Asks the server itself, past every fault. */
export async function readTruth({ endpoint }: Pick<LocalAws, 'endpoint'>): Promise<Truth> {
  const stored = await fetch(`${endpoint}/_local/stored?stream=${STREAM}`);
  const lines = (await stored.text()).split('\n').slice(0, -1);
  const state = await fetch(`${endpoint}/_local/state`);
  const { faults } = (await state.json()) as Pick<Truth, 'faults'>;
  return { stored: lines.map(dataOf), faults };
}

function dataOf(line: string): string {
  const { data } = JSON.parse(line) as { data: string };
  return Buffer.from(data, 'base64').toString('latin1');
}
