import { join } from 'node:path';
import type { DeliveryOutcome } from '../delivery/deliver-segment.ts';
import type { DeliverySurroundings } from '../delivery/delivery-queue.ts';
import type { Destination } from '../delivery/destination.ts';
import { openSegmentFolder, type SegmentFolder } from '../delivery/segment-folder.ts';
import { type StreamDelivery, startDelivery } from '../delivery/stream-delivery.ts';
import { createBuckets, type Quota, type QuotaBuckets } from '../quota.ts';
import { type Members, numberMember, structureMember, textMember } from './input.ts';
import { FIREHOSE_LIMITS } from './limits.ts';
import { folderNameOf, type Stream } from './stream.ts';

/** A stream that is served: what is known of it, its way to objects and its quota. */
export interface OpenStream {
  readonly stream: Stream;
  readonly folder: SegmentFolder;
  readonly delivery: StreamDelivery;
  /** Undefined without a quota. */
  readonly buckets: QuotaBuckets | undefined;
}

/** What all streams share. */
export interface StreamSurroundings extends Omit<DeliverySurroundings, 'report'> {
  /** Told how each attempt to deliver ended. */
  readonly report: (stream: Stream, outcome: DeliveryOutcome) => void;
  /** Folder that has one folder a stream. */
  readonly recordsDir: string;
  readonly quota: Quota | undefined;
  readonly stored: Destination['stored'];
}

const MEBIBYTE = 1_024 * 1_024;
const BUCKET_ARN_PREFIX = /^arn:[^:]*:s3:::/;

/** Opens a stream's folder and begins to deliver what an earlier process left there. */
export function openStream(stream: Stream, surroundings: StreamSurroundings): OpenStream {
  const folder = openSegmentFolder(join(surroundings.recordsDir, folderNameOf(stream)));
  const report = (outcome: DeliveryOutcome): void => surroundings.report(stream, outcome);
  const delivery = startDelivery(destinationOf(stream, surroundings.stored), folder, {
    ...surroundings,
    report,
  });
  const buckets = surroundings.quota && createBuckets(surroundings.quota);
  return { stream, folder, delivery, buckets };
}

/** Name of the bucket that a stream delivers to. */
export function bucketOf({ destination }: Pick<Stream, 'destination'>): string {
  return (textMember(destination, 'BucketARN') ?? '').replace(BUCKET_ARN_PREFIX, '');
}

function destinationOf(stream: Stream, stored: Destination['stored']): Destination {
  const { destination } = stream;
  const hints: Members = structureMember(destination, 'BufferingHints') ?? {};
  const errorPrefix = textMember(destination, 'ErrorOutputPrefix');
  const { bufferMebibytes, bufferSeconds } = FIREHOSE_LIMITS;
  return {
    streamName: stream.name,
    versionId: stream.versionId,
    bucket: bucketOf(stream),
    prefix: textMember(destination, 'Prefix') ?? '',
    ...(errorPrefix === undefined ? {} : { errorPrefix }),
    compression: textMember(destination, 'CompressionFormat') === 'GZIP' ? 'GZIP' : 'UNCOMPRESSED',
    bufferBytes: (numberMember(hints, 'SizeInMBs') ?? bufferMebibytes.usual) * MEBIBYTE,
    bufferMs: (numberMember(hints, 'IntervalInSeconds') ?? bufferSeconds.usual) * 1_000,
    stored,
  };
}
