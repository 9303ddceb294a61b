/** Each record is billed in steps of 5 KB. (Source: Amazon Data Firehose pricing.) */
const BILLING_STEP_BYTES = 5_120;

/** Bytes that a record is billed as. */
export function billedBytes(recordBytes: number): number {
  return Math.ceil(recordBytes / BILLING_STEP_BYTES) * BILLING_STEP_BYTES;
}
