import { SPACE } from './ascii.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Takes the white space outside strings out of JSON that a scanner has found to be well formed. */
export class Compactor {
  #place: 'outside' | 'string' | 'escape' = 'outside';

  /** The next bytes begin a new value. */
  reset(): void {
    this.#place = 'outside';
  }

  /** Moves what stays of `[from, to)` to the left and returns its end; a value may come in several pieces. */
  compact(bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    let out = from;
    while (at < to) {
      if (this.#place !== 'outside') {
        const copied = this.#copyString(bytes, at, out, to);
        at += copied;
        out += copied;
      }
      // Outside strings JSON has no byte up to 0x20 but white space.
      while (at < to) {
        const byte = bytes[at] as number;
        at += 1;
        bytes[out] = byte;
        if (byte > SPACE) out += 1;
        if (byte === QUOTE) {
          this.#place = 'string';
          break;
        }
      }
    }
    return out;
  }

  /** Moves the rest of a string, its closing quote included, and returns its length. */
  #copyString(bytes: Uint8Array, from: number, out: number, to: number): number {
    const shift = from - out;
    let at = from;
    if (this.#place === 'escape') {
      bytes[at - shift] = bytes[at] as number;
      at += 1;
      this.#place = 'string';
    }
    while (at < to) {
      const byte = bytes[at] as number;
      bytes[at - shift] = byte;
      at += 1;
      if (byte === QUOTE) {
        this.#place = 'outside';
        break;
      }
      if (byte === BACKSLASH) {
        if (at === to) {
          this.#place = 'escape';
          break;
        }
        bytes[at - shift] = bytes[at] as number;
        at += 1;
      }
    }
    return at - from;
  }
}
