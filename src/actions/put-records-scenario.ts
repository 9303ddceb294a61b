// snippet-start:[javascript.v3.firehose.scenarios.PutRecords]
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { FirehoseClient } from '@aws-sdk/client-firehose';
import { sleep } from './backoff.ts';
import type { RecordOutcome } from './outcomes.ts';
import { putRecord } from './put-record.ts';
import { putRecordBatch } from './put-record-batch.ts';
import { type IngestionMetrics, readIngestionMetrics } from './read-ingestion-metrics.ts';

const PUT_RECORD_COUNT = 100;
// Source: PutRecordBatch in the Firehose API reference.
const BATCH_RECORDS = 500;
const BATCH_BYTES = 4 * 1024 * 1024;

/** The SDK's clients; the one of Firehose is made with `maxAttempts: 1`, because the actions own the retry. */
export interface ScenarioClients {
  readonly firehose: Pick<FirehoseClient, 'send'>;
  readonly cloudWatch: Pick<CloudWatchClient, 'send'>;
}

/** What a scenario did: one outcome a value, in order, and what CloudWatch has counted so far. */
export interface ScenarioResult {
  readonly outcomes: readonly RecordOutcome[];
  readonly metrics: IngestionMetrics;
}

/**
 * Puts values into a Firehose stream as lines of JSON: the first 100 one by one, the others in batches. Then it asks
 * CloudWatch whether they came in.
 *
 * @param clients - The SDK's clients.
 * @param streamName - A stream that is ACTIVE and takes Direct PUT.
 * @param values - What JSON can hold, up to 1,024,000 bytes each as a line of JSON.
 * @param options - `metricsDeadlineMs`: how long to wait for CloudWatch, in milliseconds, where points appear minutes
 *   after the fact (default 180,000); `metricsIntervalMs`: how long from one question to the next (default 15,000).
 * @returns One outcome a value, in order, and what CloudWatch has counted by the deadline.
 * @throws UnsettledError where the service refuses a call for good, such as for a stream that isn't there. What was
 *   put before stays delivered.
 * @example
 * ```ts
 * import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
 * import { FirehoseClient } from '@aws-sdk/client-firehose';
 * import { putRecordsScenario } from './put-records-scenario.ts';
 *
 * const clients = { firehose: new FirehoseClient({ maxAttempts: 1 }), cloudWatch: new CloudWatchClient() };
 * const values = Array.from({ length: 5_550 }, (_, number) => ({ number }));
 * const { outcomes, metrics } = await putRecordsScenario(clients, 'alerts', values);
 * const isAllThere = metrics.incomingRecords === outcomes.length;
 * ```
 */
export async function putRecordsScenario(
  { firehose, cloudWatch }: ScenarioClients,
  streamName: string,
  values: readonly unknown[],
  options: { readonly metricsDeadlineMs?: number; readonly metricsIntervalMs?: number } = {},
): Promise<ScenarioResult> {
  const startTime = new Date();
  // Firehose joins records as they are: without a newline of its own, one line would hold them all.
  const encoder = new TextEncoder();
  const records = values.map((value) => encoder.encode(`${JSON.stringify(value)}\n`));
  const outcomes: RecordOutcome[] = [];
  for (const record of records.slice(0, PUT_RECORD_COUNT)) {
    outcomes.push(await putRecord(firehose, { streamName, record }));
  }
  for (const batch of batchesOf(records.slice(PUT_RECORD_COUNT))) {
    outcomes.push(...(await putRecordBatch(firehose, { streamName, records: batch })));
  }
  const delivered = outcomes.filter((outcome) => outcome.status === 'delivered').length;
  const { metricsDeadlineMs = 180_000, metricsIntervalMs = 15_000 } = options;
  const deadline = performance.now() + metricsDeadlineMs;
  let metrics = await readIngestionMetrics(cloudWatch, { streamName, startTime, endTime: new Date() });
  // No datapoints yet is undefined and not 0, and other producers on the same stream are counted too.
  while ((metrics.incomingRecords ?? 0) < delivered && performance.now() < deadline) {
    await sleep(metricsIntervalMs);
    metrics = await readIngestionMetrics(cloudWatch, { streamName, startTime, endTime: new Date() });
  }
  return { outcomes, metrics };
}

/**
 * Splits records by both limits of PutRecordBatch: 500 records, and 4 MiB in all. (Source: the Firehose API reference.)
 *
 * @param records - Of 1 to 1,024,000 bytes each.
 * @returns Batches in the order of the records, none of them empty.
 */
export function* batchesOf(records: readonly Uint8Array[]): Generator<readonly Uint8Array[]> {
  let batch: Uint8Array[] = [];
  let bytes = 0;
  for (const record of records) {
    // The next record is looked at before it is taken: looking afterwards lets a batch grow over the limit.
    if (batch.length === BATCH_RECORDS || (batch.length > 0 && bytes + record.length > BATCH_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(record);
    bytes += record.length;
  }
  if (batch.length > 0) yield batch;
}
// snippet-end:[javascript.v3.firehose.scenarios.PutRecords]
