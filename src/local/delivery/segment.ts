import { closeSync, ftruncateSync, openSync, writevSync } from 'node:fs';
import { encodeFrame, type FrameHead } from './frame.ts';

/**
 * A stream's open buffer: a file that every accepted call is appended to before its reply leaves.
 * The bytes are with the operating system then, so that a SIGKILL of this process loses none of them.
 */
export interface Segment {
  readonly file: string;
  /** Milliseconds since the epoch at which the first record came: the time in the object's key. */
  readonly openedAt: number;
  readonly records: number;
  /** Bytes of the records alone, as buffering hints count them. */
  readonly bytes: number;
  append(head: FrameHead, data: Buffer): void;
  close(): void;
}

/** Opens a new segment; its file must not exist. */
export function openSegment(file: string, openedAt: number): Segment {
  const descriptor = openSync(file, 'ax', 0o600);
  let fileBytes = 0;
  let records = 0;
  let bytes = 0;
  return {
    file,
    openedAt,
    get records() {
      return records;
    },
    get bytes() {
      return bytes;
    },
    append(head, data) {
      fileBytes = writeWhole(descriptor, encodeFrame(head, data), fileBytes);
      records += head.lengths.length;
      bytes += data.length;
    },
    close: () => closeSync(descriptor),
  };
}

/** Writes all parts, or takes back what was written of them: a half frame would hide those that follow. */
function writeWhole(descriptor: number, parts: readonly Buffer[], fileBytes: number): number {
  const wanted = parts.reduce((sum, part) => sum + part.length, 0);
  try {
    const written = writevSync(descriptor, parts);
    if (written === wanted) return fileBytes + wanted;
    throw new Error(`only ${written} of ${wanted} bytes could be written to the buffer: is the disk full?`);
  } catch (error) {
    ftruncateSync(descriptor, fileBytes);
    throw error;
  }
}
