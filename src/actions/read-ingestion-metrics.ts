// snippet-start:[javascript.v3.firehose.actions.IngestionMetrics]
import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';

const MINUTE_MS = 60_000;
const METRIC_NAMES = ['IncomingRecords', 'IncomingBytes', 'IncomingPutRequests', 'ThrottledRecords'] as const;

/**
 * Sums of a stream's ingestion metrics. `undefined` means that CloudWatch has no datapoints yet, which isn't 0: points
 * appear minutes after the fact.
 */
export interface IngestionMetrics {
  readonly incomingRecords: number | undefined;
  /** Bytes of data before base64. */
  readonly incomingBytes: number | undefined;
  readonly incomingPutRequests: number | undefined;
  readonly throttledRecords: number | undefined;
}

/**
 * Reads what CloudWatch counted for a Firehose stream in a period, with one GetMetricData call a page.
 *
 * @param client - The SDK's CloudWatch client.
 * @param query - `streamName`, and the period: both ends are widened to whole minutes, and the minute of `endTime`
 *   is asked for too, because points stand for whole minutes and CloudWatch leaves the end itself
 *   out. Other producers on the same stream are counted too. (Source: "Monitor Amazon Data Firehose with
 *   CloudWatch metrics"; namespace AWS/Firehose.)
 * @returns The sums over the period.
 * @throws The SDK's error where CloudWatch refuses a page.
 * @example
 * ```ts
 * import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
 * import { readIngestionMetrics } from './read-ingestion-metrics.ts';
 *
 * const endTime = new Date();
 * const startTime = new Date(endTime.getTime() - 10 * 60_000);
 * const query = { streamName: 'alerts', startTime, endTime };
 * const { incomingRecords = 0 } = await readIngestionMetrics(new CloudWatchClient(), query);
 * ```
 */
export async function readIngestionMetrics(
  client: Pick<CloudWatchClient, 'send'>,
  query: { readonly streamName: string; readonly startTime: Date; readonly endTime: Date },
): Promise<IngestionMetrics> {
  const request = {
    MetricDataQueries: METRIC_NAMES.map((metric) => sumOf(metric, query.streamName)),
    StartTime: new Date(minuteOf(query.startTime) * MINUTE_MS),
    EndTime: new Date((minuteOf(query.endTime) + 1) * MINUTE_MS),
  };
  const sums = new Map<string, number>();
  let NextToken: string | undefined;
  do {
    const page = await client.send(new GetMetricDataCommand({ ...request, NextToken }));
    for (const { Id = '', Values = [] } of page.MetricDataResults ?? []) {
      for (const value of Values) sums.set(Id, (sums.get(Id) ?? 0) + value);
    }
    NextToken = page.NextToken;
  } while (NextToken);
  return {
    incomingRecords: sums.get('incomingRecords'),
    incomingBytes: sums.get('incomingBytes'),
    incomingPutRequests: sums.get('incomingPutRequests'),
    throttledRecords: sums.get('throttledRecords'),
  };
}

const minuteOf = (time: Date) => Math.floor(time.getTime() / MINUTE_MS);

function sumOf(metricName: (typeof METRIC_NAMES)[number], streamName: string): MetricDataQuery {
  const Dimensions = [{ Name: 'DeliveryStreamName', Value: streamName }];
  return {
    // An Id has to begin with a small letter.
    Id: metricName.charAt(0).toLowerCase() + metricName.slice(1),
    MetricStat: {
      Metric: { Namespace: 'AWS/Firehose', MetricName: metricName, Dimensions },
      Period: 60,
      Stat: 'Sum',
    },
  };
}
// snippet-end:[javascript.v3.firehose.actions.IngestionMetrics]
