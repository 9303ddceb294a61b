import { randomBytes } from 'node:crypto';

/** Characters of a RecordId (seen on the service; the documentation gives no length). */
const RECORD_ID_LENGTH = 224;
const TAIL_LENGTH = 16;
const HEAD_BYTES = ((RECORD_ID_LENGTH - TAIL_LENGTH) * 3) / 4;

const RECORDS_A_HEAD = 1_000;

let head = '';
let issued = 0;

/**
 * The next RecordId: a random head that changes now and then, and a tail that counts all records of this process.
 * Randomness for each record would cost more than all the rest of a call.
 */
export function nextRecordId(): string {
  if (issued % RECORDS_A_HEAD === 0) head = randomBytes(HEAD_BYTES).toString('base64');
  issued += 1;
  return head + issued.toString(36).toUpperCase().padStart(TAIL_LENGTH, '0');
}
