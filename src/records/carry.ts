import { createHash, type Hash } from 'node:crypto';
import { GrowingBytes } from './growing-bytes.ts';
import type { RejectedRecord } from './record.ts';

/** The longest rejected record that is held whole, in bytes; of a longer one length and hash are kept. */
export const HELD_BYTES = 8 * 1024 * 1024;

/**
 * The raw bytes of a record that began in an earlier chunk.
 * Above a bound they turn into a running SHA-256, otherwise one endless line would fill the memory.
 */
export class Carry {
  readonly #held = new GrowingBytes();
  readonly #heldBytes: number;
  #hash: Hash | undefined;
  #length = 0;

  /** @param heldBytes - Above it the bytes turn into a hash. */
  constructor(heldBytes = HELD_BYTES) {
    this.#heldBytes = heldBytes;
  }

  /** Bytes of the record so far, in the input. */
  get length(): number {
    return this.#length;
  }

  append(bytes: Uint8Array, from: number, to: number): void {
    this.#length += to - from;
    if (this.#hash === undefined && this.#length > this.#heldBytes) this.#spill();
    if (this.#hash === undefined) this.#held.append(bytes, from, to);
    else this.#hash.update(bytes.subarray(from, to));
  }

  /** The bytes so far; a view that is good until the next call. Only while they are held. */
  view(): Buffer {
    return this.#held.view();
  }

  /** What a rejected record keeps of its bytes. */
  content(): RejectedRecord['content'] {
    if (this.#hash !== undefined) return { kind: 'reference', sha256: this.#hash.copy().digest('hex') };
    return { kind: 'held', data: Buffer.from(this.#held.view()) };
  }

  clear(): void {
    this.#length = 0;
    this.#hash = undefined;
    this.#held.clear();
  }

  #spill(): void {
    this.#hash = createHash('sha256').update(this.#held.view());
    this.#held.clear();
  }
}

/** The same for bytes that stand whole in one chunk. */
export function contentOf(bytes: Uint8Array): RejectedRecord['content'] {
  if (bytes.length <= HELD_BYTES) return { kind: 'held', data: bytes };
  return { kind: 'reference', sha256: createHash('sha256').update(bytes).digest('hex') };
}
