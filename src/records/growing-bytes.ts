const FIRST_CAPACITY = 4096;

/** Bytes that are appended piece by piece and copied, so that no piece keeps a whole chunk alive. */
export class GrowingBytes {
  #store = Buffer.alloc(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  append(bytes: Uint8Array, from: number, to: number): void {
    const needed = this.#length + to - from;
    if (needed > this.#store.length) this.#grow(needed);
    this.#store.set(bytes.subarray(from, to), this.#length);
    this.#length = needed;
  }

  /** Forgets the bytes from `length` on. */
  truncate(length: number): void {
    this.#length = length;
  }

  /** A view that is good until the next `append` or `clear`. */
  view(): Buffer {
    return this.#store.subarray(0, this.#length);
  }

  /** Forgets the bytes; a small store is kept for the next record, a large one is given back. */
  clear(): void {
    this.#length = 0;
    if (this.#store.length > 1 << 20) this.#store = Buffer.alloc(0);
  }

  #grow(needed: number): void {
    const capacity = Math.max(FIRST_CAPACITY, needed, this.#store.length * 2);
    const larger = Buffer.allocUnsafeSlow(capacity);
    this.#store.copy(larger, 0, 0, this.#length);
    this.#store = larger;
  }
}
