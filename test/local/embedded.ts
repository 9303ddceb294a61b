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
