import { isUtf8 } from 'node:buffer';
import { createLinesLook, type LinesLook } from './sound-lines.ts';

/**
 * What is known of the lines of a chunk: `sound`: each is a record or blank; `sound text`: each is valid UTF-8;
 * `unknown`: each has to be looked at by itself.
 */
export type LinesVerdict = 'sound' | 'sound text' | 'unknown';

/** Input that is read line by line first: what looks at many lines at once takes some 10 ms to be made, in bytes. */
const SMALL_BYTES = 4 * 1024 * 1024;

/** Chunks without a look at their JSON after one that held a line which isn't plain: the next ones may well too. */
const PAUSE_CHUNKS = 16;

let linesLook: LinesLook | undefined;

/** Looks at all lines of a chunk at once, which costs far less than one look a line. */
export class ChunkLook {
  readonly #kind: 'ndjson' | 'lines';
  readonly #smallBytes: number;
  #bytes = 0;
  #pause = 0;

  /** @param smallBytes - Bytes that are read before the JSON of whole chunks is looked at; none once that is made. */
  constructor(kind: 'ndjson' | 'lines', smallBytes = linesLook === undefined ? SMALL_BYTES : 0) {
    this.#kind = kind;
    this.#smallBytes = smallBytes;
  }

  /** Looks at the lines in `[from, to)`; a newline stands at `to - 1`. */
  look(chunk: Buffer, from: number, to: number): LinesVerdict {
    this.#bytes += to - from;
    if (!isUtf8(chunk.subarray(from, to))) return 'unknown';
    if (this.#kind === 'lines') return 'sound';
    if (this.#bytes <= this.#smallBytes) return 'sound text';
    if (this.#pause > 0) {
      this.#pause -= 1;
      return 'sound text';
    }
    linesLook ??= createLinesLook();
    if (linesLook(chunk, from, to)) return 'sound';
    this.#pause = PAUSE_CHUNKS;
    return 'sound text';
  }
}
