import { Carry } from './carry.ts';
import { Compactor } from './compactor.ts';
import { GrowingBytes } from './growing-bytes.ts';
import type { RejectedRecord } from './record.ts';

/** An array element that began in an earlier chunk: as it stands in the input, and as it will be sent. */
export class ElementCarry {
  readonly #raw = new Carry();
  readonly #kept = new GrowingBytes();
  readonly #compactor = new Compactor();
  readonly #keptBound: number;
  #keptLength = 0;

  /** Above `keptBound` bytes the compacted form isn't held any more: such an element is never sent. */
  constructor(keptBound: number) {
    this.#keptBound = keptBound;
  }

  /** Length in the input so far, in bytes. */
  get rawLength(): number {
    return this.#raw.length;
  }

  /** Length without the white space so far, in bytes. */
  get keptLength(): number {
    return this.#keptLength;
  }

  /** Takes over the bytes in `[from, to)`, of which `spaces` bytes are white space outside strings. */
  append(chunk: Uint8Array, from: number, to: number, spaces: number): void {
    this.#raw.append(chunk, from, to);
    this.#keptLength += to - from - spaces;
    if (this.#keptLength > this.#keptBound) this.#kept.clear();
    else this.#appendKept(chunk, from, to);
  }

  #appendKept(chunk: Uint8Array, from: number, to: number): void {
    const before = this.#kept.length;
    this.#kept.append(chunk, from, to);
    this.#kept.truncate(this.#compactor.compact(this.#kept.view(), before, this.#kept.length));
  }

  /** The compacted element in memory of its own, with room for one byte more. */
  kept(): Buffer {
    const own = Buffer.allocUnsafeSlow(this.#keptLength + 1);
    this.#kept.view().copy(own);
    return own;
  }

  content(): RejectedRecord['content'] {
    return this.#raw.content();
  }

  clear(): void {
    this.#raw.clear();
    this.#kept.clear();
    this.#compactor.reset();
    this.#keptLength = 0;
  }
}
