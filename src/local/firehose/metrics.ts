import type { DeliveryOutcome } from '../delivery/deliver-segment.ts';
import type { MetricSink } from '../metric-sink.ts';
import type { Quota } from '../quota.ts';

const NAMESPACE = 'AWS/Firehose';
const MINUTE_MS = 60_000;

/** What one put came to. */
interface PutFigures {
  readonly operation: 'PutRecord' | 'PutRecordBatch';
  readonly storedRecords: number;
  readonly storedBytes: number;
  /** Records refused because of a quota, real or ordered. */
  readonly throttledRecords: number;
  readonly latencyMs: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** A put that was refused as a whole because of a quota, real or ordered. */
type ThrottledFigures = Pick<PutFigures, 'operation' | 'throttledRecords' | 'at'>;

/** The metrics that Firehose publishes about a stream (doc). */
export interface FirehoseMetrics {
  onCreated(streamName: string, at: number): void;
  onPut(streamName: string, figures: PutFigures): void;
  /** `IncomingPutRequests` counts successful requests only (doc), so a refused one is none of them. */
  onThrottled(streamName: string, figures: ThrottledFigures): void;
  onDelivery(streamName: string, outcome: DeliveryOutcome, at: number): void;
}

/**
 * Publishes into `sink`. The `…PerSecondLimit` metrics appear for a new stream, and once a minute for one that is used;
 * a server without a quota has no limits to tell of.
 */
export function createFirehoseMetrics(sink: MetricSink, quota: Quota | undefined): FirehoseMetrics {
  const limitsPublished = new Map<string, number>();

  const publisher = (streamName: string, timestamp: number) => {
    const dimensions = { DeliveryStreamName: streamName };
    return (name: string, value: number, unit: string) =>
      sink.recordMetric({ namespace: NAMESPACE, name, dimensions, value, unit, timestamp });
  };
  const publishLimits = (streamName: string, at: number): void => {
    const minute = Math.floor(at / MINUTE_MS);
    if (quota === undefined || limitsPublished.get(streamName) === minute) return;
    limitsPublished.set(streamName, minute);
    const publish = publisher(streamName, at);
    const { bytes, records, requests } = quota;
    if (Number.isFinite(bytes)) publish('BytesPerSecondLimit', bytes, 'Bytes/Second');
    if (Number.isFinite(records)) publish('RecordsPerSecondLimit', records, 'Count/Second');
    if (Number.isFinite(requests)) publish('PutRequestsPerSecondLimit', requests, 'Count/Second');
  };

  return {
    onCreated: publishLimits,
    onPut(streamName, { operation, storedRecords, storedBytes, throttledRecords, latencyMs, at }) {
      publishLimits(streamName, at);
      const publish = publisher(streamName, at);
      publish('IncomingPutRequests', 1, 'Count');
      publish('IncomingRecords', storedRecords, 'Count');
      publish('IncomingBytes', storedBytes, 'Bytes');
      publish('ThrottledRecords', throttledRecords, 'Count');
      publish(`${operation}.Requests`, 1, 'Count');
      publish(`${operation}.Bytes`, storedBytes, 'Bytes');
      publish(`${operation}.Latency`, latencyMs, 'Milliseconds');
      if (operation === 'PutRecordBatch') publish('PutRecordBatch.Records', storedRecords, 'Count');
    },
    onThrottled(streamName, { operation, throttledRecords, at }) {
      const publish = publisher(streamName, at);
      publish('ThrottledRecords', throttledRecords, 'Count');
      publish(`${operation}.Requests`, 1, 'Count');
    },
    onDelivery(streamName, outcome, at) {
      const publish = publisher(streamName, at);
      publish('DeliveryToS3.Success', outcome.status === 'delivered' ? 1 : 0, 'Count');
      if (outcome.status !== 'delivered') return;
      publish('DeliveryToS3.Records', outcome.content.records, 'Count');
      publish('DeliveryToS3.Bytes', outcome.content.bytes, 'Bytes');
      publish('DeliveryToS3.DataFreshness', Math.max(0, at - outcome.openedAt) / 1_000, 'Seconds');
    },
  };
}
