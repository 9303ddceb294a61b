import type { UndeliveredRecord } from '../actions/outcomes.ts';
import type { EncodedRecord, RecordPosition, RejectedRecord } from '../records/record.ts';

/**
 * The line of a record that was never sent. Its data are the record's bytes as they stand in the input; one too large
 * to hold is a reference into the input.
 */
export function rejectedLetter(record: RejectedRecord): string {
  const { reason, message, length, content } = record;
  const where = originOf(record);
  const why = {
    reason: 'rejected',
    errorCode: reason,
    errorMessage: message,
    attempts: 0,
    maybeStored: false,
  };
  if (content.kind === 'reference')
    return JSON.stringify({ ...where, ...why, length, sha256: content.sha256 });
  return JSON.stringify({ ...where, ...why, data: base64(content.data) });
}

/** The line of a record that couldn't be delivered. Its data are the bytes that were sent. */
export function undeliveredLetter(record: EncodedRecord, outcome: UndeliveredRecord): string {
  const { data } = record;
  const { errorCode, errorMessage, attempts, maybeStored } = outcome;
  const why = { reason: 'undelivered', errorCode, errorMessage, attempts, maybeStored };
  return JSON.stringify({ ...originOf(record), ...why, data: base64(data) });
}

/** Where a record stood in the first input that it came from, however often it was sent again. */
export function originOf(record: EncodedRecord | RejectedRecord): RecordPosition {
  const { file, index, offset } = record.origin ?? record;
  return { file, index, offset };
}

function base64(data: Uint8Array): string {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64');
}
