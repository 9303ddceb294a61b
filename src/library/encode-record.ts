/**
 * What a program sends: a text or bytes, which go as they are, or any other JSON value, which goes as its JSON text.
 * Bytes are not copied where their newline is there: leave them alone until the call has ended.
 */
export type FirehoseRecord = string | Uint8Array | object | number | boolean | null;

/** What stands between two records in S3, where Firehose joins them as they are. */
export type Delimiter = 'newline' | 'none';

/** A record as it goes on the wire, or why it never will. */
export type EncodedValue =
  | { readonly status: 'encoded'; readonly data: Uint8Array }
  | {
      readonly status: 'rejected';
      readonly errorCode: 'malformed' | 'too-large';
      readonly errorMessage: string;
    };

const NEWLINE = Buffer.from('\n');

/**
 * Turns a record into its bytes; `newline` appends one where there is none.
 *
 * @param mostBytes - Largest record that may be sent, its newline included.
 */
export function encodeRecord(record: FirehoseRecord, delimiter: Delimiter, mostBytes: number): EncodedValue {
  const found = bytesOf(record);
  if (typeof found === 'string') return rejected('malformed', found);
  if (found.length === 0) return rejected('malformed', 'The record is empty.');
  const isWhole = delimiter === 'none' || found.at(-1) === NEWLINE[0];
  const length = found.length + (isWhole ? 0 : 1);
  if (length > mostBytes) {
    return rejected('too-large', `The record has ${length} bytes, and at most ${mostBytes} can be sent.`);
  }
  return { status: 'encoded', data: isWhole ? found : Buffer.concat([found, NEWLINE]) };
}

function rejected(errorCode: 'malformed' | 'too-large', errorMessage: string): EncodedValue {
  return { status: 'rejected', errorCode, errorMessage };
}

/** The record's bytes, or one sentence that says why there are none. */
function bytesOf(record: FirehoseRecord): Uint8Array | string {
  if (record instanceof Uint8Array) return record;
  // As JSON they would be {} or a list of numbers.
  if (ArrayBuffer.isView(record) || record instanceof ArrayBuffer) {
    return 'The record is binary, and not a Uint8Array.';
  }
  const text = typeof record === 'string' ? record : jsonOf(record);
  if (text instanceof Error) return `The record can't be written as JSON: ${text.message}`;
  // In UTF-8 another character would stand in its place, so that what arrives isn't what was sent.
  if (/\p{Surrogate}/u.test(text)) return 'The record has half a surrogate pair, which is no text in UTF-8.';
  return Buffer.from(text);
}

function jsonOf(value: unknown): string | Error {
  try {
    const text: unknown = JSON.stringify(value);
    return typeof text === 'string' ? text : new Error(`a ${typeof value} has no JSON text.`);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
