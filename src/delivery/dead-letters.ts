import type { UndeliveredRecord } from '../actions/outcomes.ts';
import type { EncodedRecord, RejectedRecord } from '../records/record.ts';

/**
 * The line of a record that was never sent. Its data are the record's bytes as they stand in the input; one too large
 * to hold is a reference into the input.
 */
export function rejectedLetter(record: RejectedRecord): string {
  const { file, index, offset, reason, message, length, content } = record;
  const where = { file, index, offset };
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
  const { file, index, offset, data } = record;
  const { errorCode, errorMessage, attempts, maybeStored } = outcome;
  const why = { reason: 'undelivered', errorCode, errorMessage, attempts, maybeStored };
  return JSON.stringify({ file, index, offset, ...why, data: base64(data) });
}

function base64(data: Uint8Array): string {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64');
}
