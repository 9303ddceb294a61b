import { LINES } from '../wasm/compiled.ts';
import { type Constant, instantiate } from '../wasm/instance.ts';
import { NEWLINE } from './ascii.ts';
import { fillLinesTable } from './lines-automaton.ts';

/**
 * Whether each line in `[from, to)` is one JSON value, or blank; a newline stands at `to - 1`. False may also mean that
 * this can't tell: values that are nested deeply, or lines too few to be parted.
 */
export type LinesLook = (bytes: Uint8Array, from: number, to: number) => boolean;

/** What `wasm/assembly/lines.ts` exports. */
interface Lines {
  readonly TABLE: Constant;
  readonly TABLE_BYTES: Constant;
  readonly LINES: Constant;
  readonly ROOM: Constant;
  areSound(from: number, to: number): number;
}

/** Makes what looks at many lines at once, in a quarter of the time that they take one by one. Takes some 10 ms. */
export function createLinesLook(): LinesLook {
  const instance = instantiate<Lines>(LINES);
  if (instance === undefined) return () => false;
  const { exports, memory } = instance;
  const [start, room] = [exports.LINES.value, exports.ROOM.value];
  fillLinesTable(new Uint32Array(memory.buffer, exports.TABLE.value, exports.TABLE_BYTES.value / 4));
  memory[start - 1] = NEWLINE;
  return (bytes, from, to) => {
    for (let at = from; at < to; ) {
      const end = pieceEnd(bytes, at, to, room);
      if (end <= at) return false;
      memory.set(bytes.subarray(at, end), start);
      if (!exports.areSound(start, start + end - at)) return false;
      at = end;
    }
    return true;
  };
}

/** Where to end the next of some pieces of about one length: the rest that full ones leave may be too little to part. */
function pieceEnd(bytes: Uint8Array, from: number, to: number, room: number): number {
  const pieces = Math.ceil((to - from) / room);
  return pieces === 1 ? to : bytes.lastIndexOf(NEWLINE, from + Math.ceil((to - from) / pieces) - 1) + 1;
}
