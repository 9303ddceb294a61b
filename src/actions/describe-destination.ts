// snippet-start:[javascript.v3.firehose.actions.DescribeDestination]
import type { ExtendedS3DestinationDescription, FirehoseClient } from '@aws-sdk/client-firehose';
import { describeWhole } from './describe-stream.ts';

/** What a stream does to its records on their way to S3, so that they don't arrive as they were sent. */
export type Alteration = 'transform' | 'format conversion' | 'dynamic partitioning';

/** Where a Firehose stream puts its records in S3. (Source: ExtendedS3DestinationDescription in the API reference.) */
export interface S3Destination {
  readonly streamName: string;
  readonly bucket: string;
  /** As it was given, expressions included; empty where none was. */
  readonly prefix: string;
  readonly errorPrefix: string | undefined;
  /** UNCOMPRESSED, GZIP, ZIP, Snappy or HADOOP_SNAPPY. */
  readonly compression: string;
  /** Seconds until a buffer is delivered, 0 to 900. */
  readonly bufferIntervalS: number;
  /** Zone of the times in prefixes and names of objects. */
  readonly timeZone: string;
  readonly alterations: readonly Alteration[];
}

/** The service's buffering interval where none is given, in seconds. (Source: BufferingHints in the API reference.) */
const USUAL_INTERVAL_S = 300;

/**
 * Reads where a Firehose stream delivers to; `undefined` where that isn't S3, or S3 has its failed records only.
 *
 * @param client - The SDK's client.
 * @param streamName - 1 to 64 of `[a-zA-Z0-9_.-]`. (Source: DescribeDeliveryStream in the API reference.)
 * @returns Bucket, prefixes, compression and buffering interval, and what alters records on their way.
 * @throws ResourceNotFoundException where this account has no such stream in this Region.
 * @example
 * ```ts
 * import { FirehoseClient } from '@aws-sdk/client-firehose';
 * import { describeDestination } from './describe-destination.ts';
 *
 * const destination = await describeDestination(new FirehoseClient(), 'alerts');
 * const arriveAsTheyWereSent = destination?.alterations.length === 0;
 * ```
 */
export async function describeDestination(
  client: Pick<FirehoseClient, 'send'>,
  streamName: string,
): Promise<S3Destination | undefined> {
  const [first] = (await describeWhole(client, streamName))?.Destinations ?? [];
  const found: Partial<ExtendedS3DestinationDescription> | undefined =
    first?.ExtendedS3DestinationDescription ?? first?.S3DestinationDescription;
  if (found?.BucketARN === undefined) return undefined;
  return {
    streamName,
    bucket: found.BucketARN.replace(/^arn:[^:]*:s3:::/, ''),
    prefix: found.Prefix ?? '',
    errorPrefix: found.ErrorOutputPrefix || undefined,
    compression: found.CompressionFormat ?? 'UNCOMPRESSED',
    bufferIntervalS: found.BufferingHints?.IntervalInSeconds ?? USUAL_INTERVAL_S,
    timeZone: found.CustomTimeZone || 'UTC',
    alterations: alterationsOf(found),
  };
}

function alterationsOf({
  ProcessingConfiguration: processing,
  DataFormatConversionConfiguration: conversion,
  DynamicPartitioningConfiguration: partitioning,
}: Partial<ExtendedS3DestinationDescription>): readonly Alteration[] {
  const alterations: Alteration[] = [];
  if (processing?.Enabled) alterations.push('transform');
  // Conversion is on where it is configured and not turned off (doc).
  if (conversion && conversion.Enabled !== false) alterations.push('format conversion');
  if (partitioning?.Enabled) alterations.push('dynamic partitioning');
  return alterations;
}
// snippet-end:[javascript.v3.firehose.actions.DescribeDestination]
