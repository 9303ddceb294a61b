import { COMMA, OPEN_BRACE, OPEN_BRACKET, skipSpace } from './ascii.ts';
import { FIRST_ROW } from './elements-automaton.ts';

/** Elements that one cursor notes in a stretch; ten bytes for each are enough for nearly all. */
const MAX_ELEMENTS = 8192;

/** What several cursors go through, each in a part of its own. */
export interface Stretch {
  /** The bytes as they stand in the input. */
  readonly bytes: Uint8Array;
  /** How many of them count. */
  length: number;
  /** The longest element that is noted, in bytes as it stands in the input. */
  elementBytes: number;
}

/** Finds the elements of one part of a stretch; places are counted from the stretch's first byte. */
export class ElementCursor {
  /** The next byte. */
  at = 0;
  /** Where the next byte that stays belongs. */
  out = 0;
  /** Row of the automaton. */
  row = FIRST_ROW;
  state: 'walking' | 'stopped' = 'stopped';
  /** Behind the comma that follows the last element found: where somebody else can go on. */
  end = 0;
  /** Where each element begins, and its length without white space, two numbers an element. */
  readonly bounds = new Int32Array(2 * MAX_ELEMENTS);
  boundsLength = 0;
  readonly #stretch: Stretch;
  /** The first byte of the element at hand. */
  #start = 0;
  #limit = 0;

  constructor(stretch: Stretch) {
    this.#stretch = stretch;
  }

  /** Begins behind a comma, to stop where an element ends at `limit` or behind it. */
  begin(from: number, limit: number): void {
    this.#limit = limit;
    this.end = from;
    this.boundsLength = 0;
    this.#open();
  }

  stop(): void {
    this.state = 'stopped';
  }

  /** The element at hand has ended. It is noted if a comma follows, so that whoever goes on knows where he stands. */
  close(): void {
    const { bytes, length, elementBytes } = this.#stretch;
    const comma = skipSpace(bytes, this.at, length);
    const fits = this.at - this.#start <= elementBytes && this.boundsLength < this.bounds.length;
    // Behind the limit the next cursor puts its bytes: where it began in the middle of an element, both would be mixed.
    if (fits && comma < this.#limit && bytes[comma] === COMMA) this.#note(comma + 1);
    else this.stop();
  }

  #note(end: number): void {
    this.bounds[this.boundsLength] = this.#start;
    this.bounds[this.boundsLength + 1] = this.out - this.#start;
    this.boundsLength += 2;
    this.end = end;
    this.#open();
  }

  #open(): void {
    const { bytes, length } = this.#stretch;
    const start = skipSpace(bytes, this.end, length);
    const opens = start < length && (bytes[start] === OPEN_BRACE || bytes[start] === OPEN_BRACKET);
    this.state = opens && this.end < this.#limit ? 'walking' : 'stopped';
    this.at = start;
    this.out = start;
    this.#start = start;
    this.row = FIRST_ROW;
  }
}
