import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateDeliveryStreamCommand, FirehoseClient } from '@aws-sdk/client-firehose';
import { type LocalAws, type LocalAwsOptions, startLocalAws } from '../../src/local/local-aws.ts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** An embedded AWS in a folder of its own, with an SDK client that makes one attempt. */
export interface Embedded {
  readonly aws: LocalAws;
  readonly firehose: FirehoseClient;
  /** Stops it and removes its folder. */
  dispose(): Promise<void>;
}

export const STREAM = 'alerts';
export const BUCKET = 'alerts-bucket';
const ROLE = 'arn:aws:iam::123456789012:role/firehose';

export async function startEmbedded(options: Partial<LocalAwsOptions> = {}): Promise<Embedded> {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'embedded-'));
  const aws = await startLocalAws({ creatingMs: 0, ...options, dir });
  const { endpoint, region, credentials } = aws;
  const firehose = new FirehoseClient({ endpoint, region, credentials, maxAttempts: 1 });
  return {
    aws,
    firehose,
    async dispose() {
      firehose.destroy();
      await aws.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export async function createStream(
  firehose: FirehoseClient,
  more: object = {},
  name = STREAM,
): Promise<void> {
  await firehose.send(
    new CreateDeliveryStreamCommand({
      DeliveryStreamName: name,
      ExtendedS3DestinationConfiguration: { RoleARN: ROLE, BucketARN: `arn:aws:s3:::${BUCKET}`, ...more },
    }),
  );
}

export const record = (text: string) => ({ Data: Buffer.from(text) });

/** Keys of all objects with their contents, as they lie on disk, in the order of their keys. */
export function objectsOnDisk({
  objectsDir,
}: LocalAws): readonly (readonly [key: string, content: Buffer])[] {
  const root = join(objectsDir, BUCKET);
  return (readdirSync(root, { recursive: true }) as string[])
    .filter((path) => statSync(join(root, path)).isFile())
    .sort()
    .map((path) => [path, readFileSync(join(root, path))]);
}

/** All delivered bytes, object after object. */
export function deliveredText(aws: LocalAws): string {
  return Buffer.concat(objectsOnDisk(aws).map(([, content]) => content)).toString('utf8');
}

/** One record as the server says that it stored it. */
export interface StoredRecord {
  readonly stream: string;
  readonly operation: string;
  readonly call: number;
  readonly requestId: string;
  readonly position: number;
  readonly text: string;
}

/** What `/_local/stored` tells, decoded. */
export async function storedRecords(
  { endpoint }: LocalAws,
  streamName = STREAM,
): Promise<readonly StoredRecord[]> {
  const response = await fetch(`${endpoint}/_local/stored?stream=${streamName}`);
  const lines = (await response.text()).split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const { data, ...rest } = JSON.parse(line);
    return { ...rest, text: Buffer.from(data, 'base64').toString('utf8') };
  });
}

export async function storedTexts(aws: LocalAws): Promise<readonly string[]> {
  return (await storedRecords(aws)).map(({ text }) => text);
}

/** What `/_local/state` tells. */
export async function stateOf({ endpoint }: LocalAws): Promise<Record<string, Record<string, unknown>>> {
  const response = await fetch(`${endpoint}/_local/state`);
  return (await response.json()) as Record<string, Record<string, unknown>>;
}

/** Input of a PutRecordBatch with these records. */
export const batchOf = (texts: readonly string[], DeliveryStreamName = STREAM) => ({
  DeliveryStreamName,
  Records: texts.map(record),
});
