/**
 * The embedded AWS's own table of Firehose's limits. It is not shared with the sender on purpose: one wrong constant
 * would pass on both sides otherwise.
 */
export const FIREHOSE_LIMITS = {
  /** One record before base64 (doc). */
  recordBytes: 1_024_000,
  /** Records in one PutRecordBatch (doc). */
  batchRecords: 500,
  /** Bytes of all records of one PutRecordBatch; counted before base64, which the documentation leaves open. */
  batchBytes: 4 * 1_024 * 1_024,
  streamNameLength: 64,
  /** Seconds (doc). */
  bufferSeconds: { least: 0, most: 900, usual: 300 },
  /** MiB (doc). */
  bufferMebibytes: { least: 1, most: 128, usual: 5 },
  /** Streams of one account in one Region (doc). */
  streams: 5_000,
  tags: 50,
  /** Characters of a prefix (doc). */
  prefixLength: 1_024,
} as const;
