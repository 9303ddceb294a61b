import { CARRIAGE_RETURN, skipSpace } from './ascii.ts';
import { Carry } from './carry.ts';

const CR = Uint8Array.of(CARRIAGE_RETURN);

/** A line that began in an earlier chunk. A CR right before its end is no part of it. */
export class LineCarry {
  /** The line's bytes so far. */
  readonly bytes: Carry;
  /** Offset of the line's first byte in its file. */
  offset = 0;
  #content: 'blank' | 'text' = 'blank';
  /** A CR at the end of a chunk waits, because it belongs to the line ending if the next chunk begins with LF. */
  #cr: 'none' | 'waiting' = 'none';

  /** @param heldBytes - A longer line isn't held whole. */
  constructor(heldBytes: number) {
    this.bytes = new Carry(heldBytes);
  }

  get isOpen(): boolean {
    return this.bytes.length > 0 || this.#cr === 'waiting';
  }

  /** Whether there is nothing but white space in the line so far. */
  get isBlank(): boolean {
    return this.#content === 'blank';
  }

  append(chunk: Uint8Array, from: number, to: number): void {
    if (from === to) return;
    if (this.#cr === 'waiting') this.#extend(CR, 0, 1);
    const endsInCr = chunk[to - 1] === CARRIAGE_RETURN;
    this.#cr = endsInCr ? 'waiting' : 'none';
    this.#extend(chunk, from, endsInCr ? to - 1 : to);
  }

  clear(): void {
    this.bytes.clear();
    this.#content = 'blank';
    this.#cr = 'none';
  }

  #extend(bytes: Uint8Array, from: number, to: number): void {
    if (skipSpace(bytes, from, to) < to) this.#content = 'text';
    this.bytes.append(bytes, from, to);
  }
}
