/** What the package gives to programs: a stream as a whole, and below it the operations and the retry that they share. */
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
export { type Reply, sendUntilSettled } from './actions/retry.ts';
export type { Attempt, RetryOptions } from './actions/retry-policy.ts';
export type { DeliveredObject, DeliveredQuery } from './destination/read-delivered.ts';
export { UnreadableObjectError } from './destination/unreadable-object-error.ts';
export type { Responses } from './library/batch-book.ts';
export {
  type BatchResult,
  type FailedRecord,
  type PartialResult,
  UnsettledBatchError,
  type UnsettledRecord,
} from './library/batch-result.ts';
export {
  createFirehose,
  type Firehose,
  type FirehoseOptions,
  type PutBatchOptions,
  type PutOptions,
} from './library/create-firehose.ts';
export type { ResourceOptions } from './library/create-resources.ts';
export type { Delimiter, FirehoseRecord } from './library/encode-record.ts';
export type { SendOptions } from './library/library-settings.ts';
export type { Outcome as ResourceOutcome } from './provision/set-up.ts';
export { RunError, type RunErrorKind } from './report/run-error.ts';
export { SettingsError } from './settings/settings-error.ts';
