import { randomBytes } from 'node:crypto';

/** Characters of a RecordId (seen on the service; the documentation gives no length). */
const RECORD_ID_LENGTH = 224;
const TAIL_LENGTH = 16;
const HEAD_BYTES = ((RECORD_ID_LENGTH - TAIL_LENGTH) * 3) / 4;

let issued = 0;

/**
 * RecordIds for the entries of one call: a random head for the call and a tail that counts all records ever stored by
 * this process. Randomness for each record would cost more than all the rest of a call.
 */
export function createRecordIds(): () => string {
  const head = randomBytes(HEAD_BYTES).toString('base64');
  return () => {
    issued += 1;
    return head + issued.toString(36).toUpperCase().padStart(TAIL_LENGTH, '0');
  };
}
