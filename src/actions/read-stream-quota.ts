import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';

const DAY_MS = 24 * 3_600_000;
const PERIOD_S = 300;
const METRIC_NAMES = ['BytesPerSecondLimit', 'RecordsPerSecondLimit', 'PutRequestsPerSecondLimit'] as const;

/** What a stream takes a second, PutRecord and PutRecordBatch together. */
export interface PublishedQuota {
  readonly recordsPerSecond: number;
  readonly requestsPerSecond: number;
  readonly bytesPerSecond: number;
}

/**
 * Reads the quota that Firehose publishes for a stream in CloudWatch, as it was last: the figures of an account can be
 * raised, so that no table knows them.
 *
 * @param client - The SDK's CloudWatch client.
 * @param query - `streamName`, and `now`, up to which the last 24 hours are looked through. (Source: "Monitor Amazon
 *   Data Firehose with CloudWatch metrics"; namespace AWS/Firehose. How long an idle stream publishes them is open.)
 * @returns `undefined` where one of the three has no datapoint.
 */
export async function readStreamQuota(
  client: Pick<CloudWatchClient, 'send'>,
  query: { readonly streamName: string; readonly now: Date },
): Promise<PublishedQuota | undefined> {
  const periodMs = PERIOD_S * 1_000;
  const end = (Math.floor(query.now.getTime() / periodMs) + 1) * periodMs;
  const request = {
    MetricDataQueries: METRIC_NAMES.map((metric) => latestOf(metric, query.streamName)),
    StartTime: new Date(end - DAY_MS),
    EndTime: new Date(end),
    // The newest comes first, so that the first page has it.
    ScanBy: 'TimestampDescending' as const,
  };
  const { MetricDataResults = [] } = await client.send(new GetMetricDataCommand(request));
  const [bytes, records, requests] = METRIC_NAMES.map(
    (metric) => MetricDataResults.find(({ Id }) => Id === idOf(metric))?.Values?.[0],
  );
  if (bytes === undefined || records === undefined || requests === undefined) return undefined;
  return { recordsPerSecond: records, requestsPerSecond: requests, bytesPerSecond: bytes };
}

// An Id has to begin with a small letter.
const idOf = (metricName: string) => metricName.charAt(0).toLowerCase() + metricName.slice(1);

function latestOf(metricName: string, streamName: string): MetricDataQuery {
  const Dimensions = [{ Name: 'DeliveryStreamName', Value: streamName }];
  return {
    Id: idOf(metricName),
    MetricStat: {
      Metric: { Namespace: 'AWS/Firehose', MetricName: metricName, Dimensions },
      Period: PERIOD_S,
      Stat: 'Maximum',
    },
  };
}
