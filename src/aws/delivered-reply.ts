import type { PutRecordBatchResponseEntry } from '@aws-sdk/client-firehose';
import { REPLY } from '../wasm/compiled.ts';
import { type Constant, instantiate } from '../wasm/instance.ts';

const NO_FAILURE = Buffer.from('"FailedPutCount":0');
const LIST = Buffer.from('"RequestResponses":[');
const COMMA = 0x2c;
const CLOSE_BRACE = 0x7d;
const CLOSE_BRACKET = 0x5d;

/** An entry whose id nobody read. */
const DELIVERED: PutRecordBatchResponseEntry = Object.freeze({ RecordId: '' });
const lists: PutRecordBatchResponseEntry[][] = [];

/** What `wasm/assembly/reply.ts` exports. */
interface ReplyModule {
  readonly ROOM: Constant;
  readonly ENTRIES: Constant;
  countEntries(from: number, to: number): number;
}

/** How many entries of the form `{"RecordId":"…"}` these are; 0 where there is anything else. */
type EntryCounter = (entries: Uint8Array) => number;

let counter: EntryCounter | undefined;

/** Whether anybody asks for the ids of delivered records. */
export type RecordIds = 'read' | 'skipped';

/** The entries of a reply that says that all went well, with or without their ids; see {@link deliveredEntries}. */
export function readDelivered(
  reply: Buffer,
  recordIds: RecordIds,
): readonly PutRecordBatchResponseEntry[] | undefined {
  const entries = deliveredEntries(reply);
  if (entries === undefined || recordIds === 'skipped') return entries;
  try {
    return JSON.parse(reply.toString()).RequestResponses;
  } catch {
    // No JSON after all, such as an id with a line break in it: the SDK tells of it, and marks its error with the status.
    return undefined;
  }
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
  if (list < 0 || count < 0 || !endsValue(reply[count + NO_FAILURE.length])) return undefined;
  const end = reply.lastIndexOf(CLOSE_BRACKET);
  // The count may stand in front of the list or behind it, and not inside of an entry.
  if ((count > list && count < end) || !endsValue(reply[end + 1])) return undefined;
  const start = list + LIST.length;
  const entries = start < end ? countEntries(reply.subarray(start, end)) : 0;
  return entries === 0 ? undefined : sharedList(entries);
}

function countEntries(entries: Uint8Array): number {
  counter ??= createCounter();
  return counter(entries);
}

/** Without WebAssembly nothing is counted, and each reply is the SDK's. */
function createCounter(): EntryCounter {
  const instance = instantiate<ReplyModule>(REPLY);
  if (instance === undefined) return () => 0;
  const { exports, memory } = instance;
  const [room, place] = [exports.ROOM.value, exports.ENTRIES.value];
  return (entries) => {
    if (entries.length > room) return 0;
    memory.set(entries, place);
    return exports.countEntries(place, place + entries.length);
  };
}

/** What follows on a number could be a part of it, and what follows on the list another list. */
function endsValue(byte: number | undefined): boolean {
  return byte === COMMA || byte === CLOSE_BRACE;
}

function sharedList(length: number): readonly PutRecordBatchResponseEntry[] {
  lists[length] ??= new Array<PutRecordBatchResponseEntry>(length).fill(DELIVERED);
  return lists[length];
}
