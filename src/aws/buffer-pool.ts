/** Lends buffers that are used again, so that a call leaves no garbage of its size behind. */
export interface BufferPool {
  /** A buffer of at least `length` bytes. */
  take(length: number): Buffer;
  /** Gives a buffer, or a part of one, back; one that isn't from here is ignored. */
  give(part: Uint8Array): void;
  /** Never lends a buffer again, because somebody may still read it: who gives it back later does nothing by that. */
  forget(part: Uint8Array): void;
}

const SMALLEST_BYTES = 64 * 1024;

/**
 * Makes a pool that is empty.
 *
 * @param most - Buffers that are kept for later, at most.
 */
export function createBufferPool(most: number): BufferPool {
  const free: Buffer[] = [];
  // Some never come back, so they are held by nobody else.
  const lent = new WeakSet<ArrayBufferLike>();
  return {
    take: (length) => {
      const place = free.findIndex((buffer) => buffer.length >= length);
      const buffer =
        place < 0 ? Buffer.allocUnsafeSlow(roundedUp(length)) : (free.splice(place, 1)[0] as Buffer);
      lent.add(buffer.buffer);
      return buffer;
    },
    give: ({ buffer }) => {
      if (!lent.delete(buffer) || free.length >= most) return;
      free.push(Buffer.from(buffer as ArrayBuffer));
    },
    forget: ({ buffer }) => void lent.delete(buffer),
  };
}

/** Rounded up by an eighth at most, so that batches of nearly the same size share their buffers. */
function roundedUp(length: number): number {
  const step = Math.max(SMALLEST_BYTES, 2 ** Math.floor(Math.log2(length)) / 8);
  return Math.ceil(length / step) * step;
}
