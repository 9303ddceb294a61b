import {
  type DeliveryStreamDescription,
  DescribeDeliveryStreamCommand,
  ListTagsForDeliveryStreamCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-firehose';
import type { ResourceClients } from '../aws/resource-clients.ts';
import { RunError } from '../report/run-error.ts';
import type { Finding } from './resource.ts';
import { differences, type StreamDestination } from './stream-settings.ts';
import { ownerOf, tagsFrom } from './tags.ts';
import type { Patience } from './wait-for.ts';

type Firehose = ResourceClients['firehose'];

/** The Direct PUT stream. */
export interface WantedStream {
  readonly firehose: Firehose;
  readonly streamName: string;
  readonly destination: StreamDestination;
  readonly patience: Patience;
}

/** Looks whether the stream is there, whose it is, and how it differs from what is asked for. */
export async function inspectStream({ firehose, streamName, destination }: WantedStream): Promise<Finding> {
  const found = await describeDeliveryStream(firehose, streamName);
  if (found === undefined) return { status: 'missing' };
  if (!(await isOurs(firehose, streamName))) {
    return { status: 'foreign', why: `stream ${streamName} was not set up by this program` };
  }
  const status = found.DeliveryStreamStatus ?? 'unknown';
  const lacks = status === 'CREATING' ? ['ACTIVE'] : [];
  const isUsable = status === 'ACTIVE' || status === 'CREATING';
  return {
    status: 'ours',
    lacks,
    differs: differences(destination, destinationOf(found)).map(
      ({ setting, asked, is }) => `${setting} is ${shown(is)}, asked for is ${shown(asked)}`,
    ),
    ...(!isUsable && { broken: `stream ${streamName} is ${status}${reasonOf(found)}` }),
  };
}

const shown = (value: unknown) => JSON.stringify(value);
const destinationOf = (found: DeliveryStreamDescription) =>
  found.Destinations?.[0]?.ExtendedS3DestinationDescription;

/** Name of the bucket that a stream of ours delivers to; undefined where there is no such stream. */
export async function bucketOfStream(firehose: Firehose, streamName: string): Promise<string | undefined> {
  const found = await describeDeliveryStream(firehose, streamName);
  if (found === undefined || !(await isOurs(firehose, streamName))) return undefined;
  return bucketNameOf(found);
}

/** Name of the bucket that a described stream delivers to. */
export function bucketNameOf(found: DeliveryStreamDescription): string | undefined {
  return destinationOf(found)?.BucketARN?.replace(/^arn:[^:]*:s3:::/, '');
}

/** The stream as the service describes it; undefined where there is none. */
export async function describeDeliveryStream(
  firehose: Firehose,
  DeliveryStreamName: string,
): Promise<DeliveryStreamDescription | undefined> {
  try {
    const { DeliveryStreamDescription: found } = await firehose.send(
      new DescribeDeliveryStreamCommand({ DeliveryStreamName }),
    );
    return found;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** Fifty tags are all that a stream can have, and a page holds as many (doc). */
async function isOurs(firehose: Firehose, streamName: string): Promise<boolean> {
  const input = { DeliveryStreamName: streamName, Limit: 50 };
  const { Tags } = await firehose.send(new ListTagsForDeliveryStreamCommand(input));
  return ownerOf(tagsFrom(Tags), streamName) === 'ours';
}

/** Why a stream failed, as the service tells it. */
export function reasonOf({ FailureDescription: failure }: DeliveryStreamDescription): string {
  return failure ? ` (${failure.Type}: ${failure.Details})` : '';
}

/** The end of a stream that failed: what it is, and how to begin anew. */
export function failedStream(streamName: string, what: string): RunError {
  return new RunError('refused', {
    code: 'StreamFailed',
    message: `Stream ${streamName} is ${what}.`,
    next: `Mend that, remove the stream with: teardown --stream ${streamName}, and run setup again.`,
  });
}
