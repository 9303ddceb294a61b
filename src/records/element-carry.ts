import { Carry } from './carry.ts';
import { cutLength } from './compact.ts';
import { GrowingBytes } from './growing-bytes.ts';
import type { JsonScanner } from './json-scanner.ts';
import type { RejectedRecord } from './record.ts';

/** An array element that began in an earlier chunk: as it stands in the input, and as it will be sent. */
export class ElementCarry {
  readonly #raw = new Carry();
  readonly #kept = new GrowingBytes();
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

  /** Takes over the bytes in `[from, to)`, of which the scanner has just noted the white space. */
  append(chunk: Uint8Array, from: number, to: number, scanner: JsonScanner): void {
    this.#raw.append(chunk, from, to);
    this.#keptLength += to - from - cutLength(scanner.cuts, scanner.cutCount);
    if (this.#keptLength > this.#keptBound) this.#kept.clear();
    else this.#appendKept(chunk, from, to, scanner);
  }

  #appendKept(chunk: Uint8Array, from: number, to: number, scanner: JsonScanner): void {
    let start = from;
    for (let pair = 0; pair < scanner.cutCount; pair += 2) {
      this.#kept.append(chunk, start, scanner.cuts[pair] as number);
      start = scanner.cuts[pair + 1] as number;
    }
    this.#kept.append(chunk, start, to);
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
    this.#keptLength = 0;
  }
}
