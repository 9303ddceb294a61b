import { BATCH_BODY } from '../wasm/compiled.ts';
import { type Constant, instantiate } from '../wasm/instance.ts';

const BETWEEN = Buffer.from('"},{"Data":"');

/** What {@link writeEntries} writes between the base64 of two records, in bytes. */
export const BETWEEN_BYTES: number = BETWEEN.length;

/**
 * From this length on, in bytes, Node's own encoder takes a record, in spite of the string that it makes. (Measured, µs
 * a record, WebAssembly and Node: 77 bytes 0.04 and 0.25, 1,000 bytes 0.24 and 0.45; on Node 24 0.05, 0.15, 0.48, 0.28.)
 */
const LONG_BYTES = 1024;

/** What `wasm/assembly/batch-body.ts` exports. */
interface BatchBody {
  readonly MOST_RECORDS: Constant;
  readonly ROOM: Constant;
  readonly LENGTHS: Constant;
  readonly RECORDS: Constant;
  readonly TARGET: Constant;
  writeEntries(count: number): number;
}

/** Records that are written together. */
interface ShortEntries {
  /** Takes records over from `from` on, up to a long one or as many as there is room for. Returns where it stopped. */
  take(records: readonly Uint8Array[], from: number): number;
  /** Writes those it took last. Returns their end in `target`. */
  write(target: Buffer, at: number): number;
}

let shortEntries: ShortEntries | undefined;

/**
 * Writes records as base64 with padding, and `"},{"Data":"` between them.
 *
 * @returns Their end in `target`.
 */
export function writeEntries(target: Buffer, start: number, records: readonly Uint8Array[]): number {
  shortEntries ??= createShortEntries();
  let at = start;
  for (let from = 0; from < records.length; ) {
    if (from > 0) at += BETWEEN.copy(target, at);
    const end = shortEntries.take(records, from);
    at = end > from ? shortEntries.write(target, at) : writeByNode(target, at, records[from] as Uint8Array);
    from = Math.max(end, from + 1);
  }
  return at;
}

function createShortEntries(): ShortEntries {
  const instance = instantiate<BatchBody>(BATCH_BODY);
  if (instance === undefined) return { take: (_, from) => from, write: (_, at) => at };
  const { exports, memory } = instance;
  const [mostRecords, start, written] = [
    exports.MOST_RECORDS.value,
    exports.RECORDS.value,
    exports.TARGET.value,
  ];
  const end = start + exports.ROOM.value;
  const lengths = new Uint32Array(memory.buffer, exports.LENGTHS.value, mostRecords);
  let count = 0;
  return {
    take: (records, from) => {
      const most = Math.min(mostRecords, records.length - from);
      let place = start;
      for (count = 0; count < most; count += 1) {
        const record = records[from + count] as Uint8Array;
        const { length } = record;
        if (length >= LONG_BYTES || place + length > end) break;
        memory.set(record, place);
        lengths[count] = length;
        place += length;
      }
      return from + count;
    },
    write: (target, at) => {
      const text = memory.subarray(written, exports.writeEntries(count));
      target.set(text, at);
      return at + text.length;
    },
  };
}

function writeByNode(target: Buffer, at: number, bytes: Uint8Array): number {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
  return at + target.write(text, at, 'latin1');
}
