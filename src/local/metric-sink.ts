/** One observation of a metric, as a service makes it about itself. */
export interface MetricObservation {
  /** Such as `AWS/Firehose`. */
  readonly namespace: string;
  readonly name: string;
  /** Such as `{ DeliveryStreamName: 'alerts' }`; the order of its keys says nothing. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
  /** A CloudWatch unit, such as `Count`, `Bytes`, `Milliseconds`; `None` when left out. */
  readonly unit?: string;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
}

/**
 * Where services put their metrics: CloudWatch's store.
 * It is called several times a PutRecord, so it only adds to a sum in memory; a failure to keep metrics never fails a call.
 */
export interface MetricSink {
  recordMetric(observation: MetricObservation): void;
}
