import { COMMA, skipSpace } from './ascii.ts';
import { FIRST_ROW } from './elements-automaton.ts';
import { createElementsWalk, type ElementsForm, type ElementsWalk, STRETCH_BYTES } from './elements-walk.ts';

/** When a look is worth while, in bytes of input. */
export interface LookPace {
  /** Bytes that are left to others first: what looks at many elements at once takes some 10 ms to be made. */
  readonly smallBytes: number;
  /** Bytes without a look behind the beginning of one that found little, at least 1: the next will hardly find more. */
  readonly pauseBytes: number;
}

const SMALL_BYTES = 4 * 1024 * 1024;
const PAUSE_BYTES = 16 * STRETCH_BYTES;

/** Bytes of an element that tell it from what is inside of others, at most. */
const MARK_BYTES = 256;
const COLON = 0x3a;

/** Elements of a chunk, one behind the other; each an object or an array, well formed and with a comma behind it. */
export interface FoundElements {
  /** Where each begins, and its length: there it stands without white space now. Two numbers an element. */
  readonly bounds: readonly Int32Array[];
  /** Behind the last one's comma. */
  readonly end: number;
}

/** Where three cursors begin in a stretch, each behind a comma. */
type Starts = readonly [number, number, number];

let elementsWalk: ElementsWalk | undefined;

/** What an earlier input has paid for is used from the first byte. */
function usualPace(): LookPace {
  return { smallBytes: elementsWalk === undefined ? SMALL_BYTES : 0, pauseBytes: PAUSE_BYTES };
}

/** Looks for many elements of a chunk at once, which takes half the time that one after the other takes. */
export class ElementsLook {
  readonly #elementBytes: number;
  readonly #pauseBytes: number;
  #form: ElementsForm = 'compact';
  #due: number;

  /**
   * @param elementBytes - The longest element that is of use, in bytes as it stands in the input.
   * @param start - Offset in the input where the reading begins.
   */
  constructor(elementBytes: number, start: number, { smallBytes, pauseBytes } = usualPace()) {
    this.#elementBytes = elementBytes;
    this.#pauseBytes = pauseBytes;
    this.#due = start + smallBytes;
  }

  /** Whether a look at an offset in the input is worth while. */
  isDueAt(offset: number): boolean {
    return offset >= this.#due;
  }

  /**
   * Looks at a chunk from behind a comma, at most `STRETCH_BYTES` far. The chunk must be valid UTF-8.
   *
   * @param offset - Offset of `from` in the input.
   */
  look(chunk: Buffer, from: number, offset: number): FoundElements {
    elementsWalk ??= createElementsWalk();
    const { stretch, target } = elementsWalk;
    stretch.length = Math.min(STRETCH_BYTES, chunk.length - from);
    stretch.elementBytes = this.#elementBytes;
    stretch.bytes.set(chunk.subarray(from, from + stretch.length));
    stretch.bytes[stretch.length] = 0;
    const starts = startsIn(chunk.subarray(from, from + stretch.length));
    const found = starts === undefined ? { bounds: [], end: 0 } : this.#walk(elementsWalk, starts);
    if (this.#form === 'spaced') chunk.set(target.subarray(0, found.end), from);
    this.#due = offset + (found.end > stretch.length / 2 ? stretch.length : this.#pauseBytes);
    return found;
  }

  #walk(walk: ElementsWalk, starts: Starts): FoundElements {
    const [a, b, c] = walk.cursors;
    a.begin(starts[0], starts[1]);
    b.begin(starts[1], starts[2]);
    c.begin(starts[2], walk.stretch.length);
    walk.walk(this.#form);
    if (this.#form === 'compact' && walk.cursors.some(({ row }) => row < FIRST_ROW)) {
      this.#form = 'spaced';
      return this.#walk(walk, starts);
    }
    return foundBy(walk, starts);
  }
}

/** What counts of what the cursors found: a starting point is a guess until the cursor before has arrived there. */
function foundBy({ cursors }: ElementsWalk, starts: Starts): FoundElements {
  const bounds: Int32Array[] = [];
  let end = 0;
  for (const [place, cursor] of cursors.entries()) {
    if (end !== starts[place]) break;
    bounds.push(cursor.bounds.subarray(0, cursor.boundsLength));
    end = cursor.end;
  }
  return { bounds, end };
}

/** Guesses where elements begin, at each third of a stretch: they begin as the first one does, up to its first colon. */
function startsIn(stretch: Buffer): Starts | undefined {
  const first = skipSpace(stretch, 0, stretch.length);
  const colon = stretch.subarray(first, first + MARK_BYTES).indexOf(COLON);
  const mark = Buffer.concat([Buffer.of(COMMA), stretch.subarray(0, first + Math.max(colon, 0) + 1)]);
  const second = stretch.indexOf(mark, Math.floor(stretch.length / 3)) + 1;
  const third = stretch.indexOf(mark, Math.max(second, Math.floor((2 * stretch.length) / 3))) + 1;
  return second > 0 && third > second ? [0, second, third] : undefined;
}
