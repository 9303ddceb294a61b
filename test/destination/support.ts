import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { LocalAws } from '../../src/local/local-aws.ts';
import { clientOf, STREAM } from '../support/embedded.ts';

/** Bucket of the stream that `startAws` makes. */
export const BUCKET = 'alerts';

const s3Of = ({ endpoint, region, credentials }: LocalAws) =>
  new S3Client({ endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1 });

/** A key as Firehose makes it; `number` stands where the UUID does. */
export function keyOf(number: number, { at = new Date(), prefix = '', extension = '' } = {}): string {
  const [date = '', clock = ''] = at.toISOString().split('T');
  const time = `${date}-${clock.slice(0, 8).replaceAll(':', '-')}`;
  const uuid = String(number).padStart(12, '0');
  return `${prefix}${date.replaceAll('-', '/')}/${clock.slice(0, 2)}/${STREAM}-1-${time}-${uuid}${extension}`;
}

export async function putObject(aws: LocalAws, key: string, body: string | Uint8Array): Promise<void> {
  const s3 = s3Of(aws);
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: body }));
  s3.destroy();
}

/** Puts an object as a file, which is quicker where there are thousands. Returns the file. */
export function dropObject(aws: LocalAws, key: string, body: string): string {
  const file = join(aws.objectsDir, BUCKET, key);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, body);
  return file;
}

export async function deleteObject(aws: LocalAws, key: string): Promise<void> {
  const s3 = s3Of(aws);
  await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: key }));
  s3.destroy();
}

/** Keys of all objects, in their order. */
export function keysOf(aws: LocalAws): readonly string[] {
  const root = join(aws.objectsDir, BUCKET);
  const paths = readdirSync(root, { recursive: true }) as string[];
  return paths.filter((path) => statSync(join(root, path)).isFile()).sort();
}

/** Puts lines as another producer does. */
export async function putLines(aws: LocalAws, lines: readonly string[], streamName = STREAM): Promise<void> {
  const firehose = clientOf(aws);
  const Records = lines.map((line) => ({ Data: Buffer.from(`${line}\n`) }));
  await firehose.send(new PutRecordBatchCommand({ DeliveryStreamName: streamName, Records }));
  firehose.destroy();
}
