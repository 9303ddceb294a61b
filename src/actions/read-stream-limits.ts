// snippet-start:[javascript.v3.firehose.actions.StreamLimits]
import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';

const HOUR_MS = 3_600_000;
const METRIC_NAMES = ['BytesPerSecondLimit', 'RecordsPerSecondLimit', 'PutRequestsPerSecondLimit'] as const;

/** What a Firehose stream takes a second at present. `undefined` means that CloudWatch has no datapoints of it. */
export interface StreamLimits {
  readonly bytesPerSecond: number | undefined;
  readonly recordsPerSecond: number | undefined;
  /** PutRecord and PutRecordBatch together. */
  readonly putRequestsPerSecond: number | undefined;
}

/**
 * Reads the newest figures that CloudWatch has of a stream's own limits, with one GetMetricData call. They are published
 * for streams that are in use, and differ from the documented figures where a quota was raised.
 *
 * @param client - The SDK's CloudWatch client.
 * @param query - `streamName`, and the time until which figures are asked for; those of 24 hours before it are looked
 *   through. (Source: "Monitor Amazon Data Firehose with CloudWatch metrics"; namespace AWS/Firehose.)
 * @returns Bytes, records and requests a second.
 * @throws The SDK's error where CloudWatch refuses the call.
 * @example
 * ```ts
 * import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
 * import { readStreamLimits } from './read-stream-limits.ts';
 *
 * const limits = await readStreamLimits(new CloudWatchClient(), { streamName: 'alerts', endTime: new Date() });
 * const bytesPerSecond = limits.bytesPerSecond ?? 1024 ** 2;
 * ```
 */
export async function readStreamLimits(
  client: Pick<CloudWatchClient, 'send'>,
  query: { readonly streamName: string; readonly endTime: Date },
): Promise<StreamLimits> {
  const { MetricDataResults = [] } = await client.send(
    new GetMetricDataCommand({
      MetricDataQueries: METRIC_NAMES.map((metric) => newestOf(metric, query.streamName)),
      StartTime: new Date(query.endTime.getTime() - 24 * HOUR_MS),
      EndTime: query.endTime,
      ScanBy: 'TimestampDescending',
    }),
  );
  const newest = (metric: (typeof METRIC_NAMES)[number]) => {
    const value = MetricDataResults.find(({ Id }) => Id === idOf(metric))?.Values?.[0];
    // A server that isn't AWS may have no bound, and write that as it likes.
    return value !== undefined && value > 0 && Number.isFinite(value) ? value : undefined;
  };
  return {
    bytesPerSecond: newest('BytesPerSecondLimit'),
    recordsPerSecond: newest('RecordsPerSecondLimit'),
    putRequestsPerSecond: newest('PutRequestsPerSecondLimit'),
  };
}

/** An Id has to begin with a small letter. */
const idOf = (metricName: string) => metricName.charAt(0).toLowerCase() + metricName.slice(1);

function newestOf(metricName: string, streamName: string): MetricDataQuery {
  const Dimensions = [{ Name: 'DeliveryStreamName', Value: streamName }];
  return {
    Id: idOf(metricName),
    MetricStat: {
      Metric: { Namespace: 'AWS/Firehose', MetricName: metricName, Dimensions },
      Period: 3_600,
      // The figure is published again and again: a sum would count it several times.
      Stat: 'Maximum',
    },
  };
}
// snippet-end:[javascript.v3.firehose.actions.StreamLimits]
