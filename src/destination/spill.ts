import { closeSync, mkdtempSync, openSync, readSync, rmSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Entries go into one of so many partitions, by the first byte of their first word. */
export const PARTITIONS = 256;
/** Entries of a partition that are held until they go to the disk together. */
const HELD_ENTRIES = 128;

/**
 * Entries of a few 32-bit words each, sorted into partitions. What doesn't fit into about one MiB lies in one file, of mode
 * 0600 in a new folder; its name is removed as soon as it is open, so nothing is left at any end, SIGKILL included.
 */
export interface Spill {
  /** Entries added so far. */
  readonly size: number;
  /** Adds an entry; the words are copied. */
  add(words: Uint32Array): void;
  /** All entries of a partition, one after the other. */
  partition(number: number): Uint32Array;
  close(): void;
}

/**
 * Makes an empty spill, which has no file until a partition is full.
 *
 * @param entryWords - Words of an entry.
 */
export function createSpill(entryWords: number): Spill {
  const heldWords = HELD_ENTRIES * entryWords;
  const held = new Uint32Array(PARTITIONS * heldWords);
  const lengths = new Uint32Array(PARTITIONS);
  const places: number[][] = Array.from({ length: PARTITIONS }, () => []);
  const pieceBytes = heldWords * 4;
  let file: number | undefined;
  let fileBytes = 0;
  let size = 0;

  const bytesOf = (number: number, words: number) =>
    new Uint8Array(held.buffer, number * pieceBytes, words * 4);
  const write = (number: number): void => {
    file ??= openNameless();
    writeWhole(file, bytesOf(number, heldWords), fileBytes);
    places[number]?.push(fileBytes);
    fileBytes += pieceBytes;
    lengths[number] = 0;
  };

  return {
    get size() {
      return size;
    },
    add(words) {
      const number = (words[0] as number) >>> 24;
      if (lengths[number] === heldWords) write(number);
      const length = lengths[number] as number;
      held.set(words, number * heldWords + length);
      lengths[number] = length + entryWords;
      size += 1;
    },
    partition(number) {
      const written = places[number] ?? [];
      const rest = lengths[number] as number;
      const words = new Uint32Array(written.length * heldWords + rest);
      const bytes = new Uint8Array(words.buffer);
      for (const [place, start] of written.entries()) {
        readWhole(file as number, bytes.subarray(place * pieceBytes, (place + 1) * pieceBytes), start);
      }
      bytes.set(bytesOf(number, rest), written.length * pieceBytes);
      return words;
    },
    close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}

/** A new file without a name, which the system frees when it is closed. */
function openNameless(): number {
  const folder = mkdtempSync(join(tmpdir(), 'firehose-scenario-'));
  const path = join(folder, 'digests');
  try {
    const file = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    return file;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeWhole(file: number, bytes: Uint8Array, at: number): void {
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(file, bytes, written, bytes.length - written, at + written);
  }
}

function readWhole(file: number, bytes: Uint8Array, at: number): void {
  for (let read = 0; read < bytes.length; ) {
    const count = readSync(file, bytes, read, bytes.length - read, at + read);
    if (count === 0) throw new Error('the file of digests has become shorter');
    read += count;
  }
}
