import type { PutRecordBatchResponseEntry } from '@aws-sdk/client-firehose';

const NO_FAILURE = Buffer.from('"FailedPutCount":0');
const ENTRY = Buffer.from('{"RecordId":"');
const LIST = Buffer.from('"RequestResponses":[');
const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const COMMA = 0x2c;
const CLOSE_BRACE = 0x7d;
const CLOSE_BRACKET = 0x5d;

/** An entry whose id nobody read. */
const DELIVERED: PutRecordBatchResponseEntry = Object.freeze({ RecordId: '' });
const lists: PutRecordBatchResponseEntry[][] = [];

/** Whether anybody asks for the ids of delivered records. */
export type RecordIds = 'read' | 'skipped';

/** The entries of a reply that says that all went well, with or without their ids; see {@link deliveredEntries}. */
export function readDelivered(
  reply: Buffer,
  recordIds: RecordIds,
): readonly PutRecordBatchResponseEntry[] | undefined {
  const entries = deliveredEntries(reply);
  if (entries === undefined || recordIds === 'skipped') return entries;
  return JSON.parse(reply.toString()).RequestResponses;
}

/**
 * Looks whether a reply says that all went well, without parsing it: `FailedPutCount` is 0, and every entry has a
 * `RecordId` and nothing else. Anything that looks different is left to the SDK's own deserialiser.
 *
 * @returns One entry a record, their ids unread; `undefined` where the reply has to be parsed.
 */
export function deliveredEntries(reply: Buffer): readonly PutRecordBatchResponseEntry[] | undefined {
  const list = reply.indexOf(LIST);
  const count = reply.indexOf(NO_FAILURE);
  if (list < 0 || count < 0 || !endsNumber(reply[count + NO_FAILURE.length])) return undefined;
  const end = reply.lastIndexOf(CLOSE_BRACKET);
  // The count may stand in front of the list or behind it, and not inside of an entry.
  if (count > list && count < end) return undefined;
  const entries = countEntries(reply, list + LIST.length, end);
  return entries === undefined ? undefined : sharedList(entries);
}

/** Entries of the form `{"RecordId":"…"}` from `start` up to `end`; `undefined` where there is anything else. */
function countEntries(reply: Buffer, start: number, end: number): number | undefined {
  let at = start;
  for (let entries = 1; ; entries += 1) {
    if (!isEntryStart(reply, at)) return undefined;
    const quote = reply.indexOf(QUOTE, at + ENTRY.length);
    if (quote < 0 || reply[quote - 1] === BACKSLASH || reply[quote + 1] !== CLOSE_BRACE) return undefined;
    at = quote + 2;
    if (at === end) return entries;
    if (reply[at] !== COMMA) return undefined;
    at += 1;
  }
}

function isEntryStart(reply: Buffer, at: number): boolean {
  for (let place = 0; place < ENTRY.length; place += 1) {
    if (reply[at + place] !== ENTRY[place]) return false;
  }
  return true;
}

/** 0 must be the whole number: what follows could be a digit, a point or an exponent. */
function endsNumber(byte: number | undefined): boolean {
  return byte === COMMA || byte === CLOSE_BRACE;
}

function sharedList(length: number): readonly PutRecordBatchResponseEntry[] {
  lists[length] ??= new Array<PutRecordBatchResponseEntry>(length).fill(DELIVERED);
  return lists[length];
}
