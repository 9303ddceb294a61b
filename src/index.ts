/** What the package gives to programs: the operations, the retry that they share, and what became of each record. */
export { fullJitter } from './actions/backoff.ts';
export { describeStream, type StreamDescription, waitUntilActive } from './actions/describe-stream.ts';
export { classifyError, type Failure, type FailureClass, UnclearReplyError } from './actions/failures.ts';
export { listStreams } from './actions/list-streams.ts';
export {
  type DeliveredRecord,
  type PendingRecord,
  type RecordOutcome,
  type UndeliveredRecord,
  UnsettledError,
} from './actions/outcomes.ts';
export { putRecord } from './actions/put-record.ts';
export { putRecordBatch } from './actions/put-record-batch.ts';
export { type IngestionMetrics, readIngestionMetrics } from './actions/read-ingestion-metrics.ts';
export { type Attempt, type Reply, type RetryOptions, sendUntilSettled } from './actions/retry.ts';
