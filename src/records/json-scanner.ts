import { isSpace } from './ascii.ts';
import { endsNumber, expectedIn, FIRST_ACTION, FIRST_STRING, step, TABLE } from './json-grammar.ts';

/** Levels of nesting that are followed: more than a record of 1,024,000 bytes can hold. */
export const MAX_DEPTH = 1_048_576;

const VALUE = step('value');
const FIRST_VALUE = step('first value');
const FIRST_KEY = step('first key');
const KEY = step('key');
const AFTER = step('after');
const END_VALUE = step('end value');
const SPACE_RUN = step('space');
const END_NUMBER = step('end number');
const COMMA = step('comma');
const OPEN_OBJECT = step('open object');
const OPEN_ARRAY = step('open array');
const CLOSE_OBJECT = step('close object');
const CLOSE_ARRAY = step('close array');
const ERROR = step('error');

const ARRAY = 0;
const OBJECT = 1;

/** `open`: more bytes may follow; `done`: the value has ended; `bad`: no JSON value goes on like this. */
export type ScanVerdict = 'open' | 'done' | 'bad';

/**
 * Follows one JSON value byte by byte, without recursion, over as many chunks as it takes, and notes the white
 * space outside its strings. Reuse one scanner for many values: `reset`, then `scan` until the verdict isn't `open`.
 */
export class JsonScanner {
  verdict: ScanVerdict = 'open';
  /** White space found by the last `scan`: pairs of first byte and byte after the last, `cutCount` numbers in all. */
  cuts = new Int32Array(64);
  cutCount = 0;
  #state = VALUE;
  #depth = 0;
  #stack = new Uint8Array(64);

  reset(): void {
    this.verdict = 'open';
    this.#state = VALUE;
    this.#depth = 0;
  }

  /**
   * Goes on with the bytes in `[from, to)`; the first byte of a value must not be white space.
   * Returns where it stopped: behind the value when `done`, at the offending byte when `bad`, else `to`.
   */
  scan(bytes: Uint8Array, from: number, to: number): number {
    let state = this.#state;
    let at = from;
    this.cutCount = 0;
    while (at < to) {
      const next = TABLE[(state << 8) | (bytes[at] as number)] as number;
      if (next < FIRST_STRING) {
        state = next;
        at += 1;
      } else if (next < FIRST_ACTION) {
        state = next;
        at = endOfPlain(bytes, at + 1, to);
      } else {
        this.#state = state;
        at = this.#act(next, bytes, at, to);
        if (this.verdict !== 'open') return at;
        state = this.#state;
      }
    }
    this.#state = state;
    return at;
  }

  /** The input ends here: a number may be complete, nothing else is. */
  finish(): void {
    if (this.verdict === 'open') this.verdict = this.#depth === 0 && endsNumber(this.#state) ? 'done' : 'bad';
  }

  /** What could have stood where the scan stopped. */
  expected(): string {
    if (this.#depth >= MAX_DEPTH) return `at most ${MAX_DEPTH} levels of nesting`;
    return expectedIn(this.#state, this.#stack[this.#depth] === OBJECT);
  }

  #act(action: number, bytes: Uint8Array, at: number, to: number): number {
    switch (action) {
      case END_VALUE:
        return this.#endValue(at + 1);
      case SPACE_RUN:
        return this.#cutSpace(bytes, at, to);
      case OPEN_OBJECT:
        return this.#open(OBJECT, at);
      case OPEN_ARRAY:
        return this.#open(ARRAY, at);
      case ERROR:
        return this.#stop('bad', at);
      default:
        return this.#actOnEnd(action, bytes, at, to);
    }
  }

  /** A comma, a bracket or white space that may stand behind a number. */
  #actOnEnd(action: number, bytes: Uint8Array, at: number, to: number): number {
    // Only a number doesn't know its own end; the byte behind it belongs to whoever called.
    if (this.#depth === 0 && endsNumber(this.#state)) return this.#stop('done', at);
    const inside = this.#stack[this.#depth] as number;
    if (action === COMMA) this.#state = inside === OBJECT ? KEY : VALUE;
    else if (action === END_NUMBER) this.#state = AFTER;
    else if (action === CLOSE_OBJECT && inside === OBJECT) return this.#close(at);
    else if (action === CLOSE_ARRAY && inside === ARRAY) return this.#close(at);
    else return this.#stop('bad', at);
    return action === END_NUMBER ? this.#cutSpace(bytes, at, to) : at + 1;
  }

  #stop(verdict: 'done' | 'bad', at: number): number {
    this.verdict = verdict;
    return at;
  }

  #endValue(behind: number): number {
    if (this.#depth === 0) this.verdict = 'done';
    this.#state = AFTER;
    return behind;
  }

  #open(kind: number, at: number): number {
    if (this.#depth === MAX_DEPTH) return this.#stop('bad', at);
    this.#depth += 1;
    if (this.#depth === this.#stack.length) this.#stack = doubled(this.#stack);
    this.#stack[this.#depth] = kind;
    this.#state = kind === OBJECT ? FIRST_KEY : FIRST_VALUE;
    return at + 1;
  }

  #close(at: number): number {
    this.#depth -= 1;
    return this.#endValue(at + 1);
  }

  #cutSpace(bytes: Uint8Array, from: number, to: number): number {
    let at = from + 1;
    while (at < to && isSpace(bytes[at] as number)) at += 1;
    if (this.cutCount === this.cuts.length) {
      const larger = new Int32Array(this.cuts.length * 2);
      larger.set(this.cuts);
      this.cuts = larger;
    }
    this.cuts[this.cutCount] = from;
    this.cuts[this.cutCount + 1] = at;
    this.cutCount += 2;
    return at;
  }
}

/** The first byte in `[from, to)` at which a string may end: a quote, a backslash or a control byte. */
function endOfPlain(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to) {
    const byte = bytes[at] as number;
    if (byte < 0x20 || byte === 0x22 || byte === 0x5c) break;
    at += 1;
  }
  return at;
}

function doubled(stack: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(stack.length * 2);
  larger.set(stack);
  return larger;
}
