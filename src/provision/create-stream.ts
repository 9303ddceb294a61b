import {
  CreateDeliveryStreamCommand,
  type FirehoseClient,
  ResourceInUseException,
} from '@aws-sdk/client-firehose';
import { type StreamDescription, waitUntilActive } from '../actions/describe-stream.ts';

/** What a new Direct PUT stream is made of. */
export interface NewStream {
  readonly streamName: string;
  readonly bucketName: string;
  /** Role that Firehose writes to the bucket with. */
  readonly roleArn: string;
  /** Seconds until a buffer is delivered, 0 to 900. (Source: BufferingHints in the Firehose API reference.) */
  readonly bufferIntervalS: number;
}

/** Makes a Direct PUT stream that delivers to S3, and waits until it is ACTIVE; one that is there stays as it is. */
export async function createStream(
  client: FirehoseClient,
  stream: NewStream,
  options: { readonly intervalMs?: number; readonly signal?: AbortSignal } = {},
): Promise<StreamDescription> {
  const { streamName, bucketName, roleArn, bufferIntervalS } = stream;
  const ExtendedS3DestinationConfiguration = {
    BucketARN: `arn:aws:s3:::${bucketName}`,
    RoleARN: roleArn,
    BufferingHints: { IntervalInSeconds: bufferIntervalS, SizeInMBs: 5 },
  };
  const input = { DeliveryStreamName: streamName, ExtendedS3DestinationConfiguration };
  try {
    await client.send(new CreateDeliveryStreamCommand({ ...input, DeliveryStreamType: 'DirectPut' }));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  return waitUntilActive(client, streamName, options);
}
