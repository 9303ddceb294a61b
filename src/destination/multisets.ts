import { comparePartition } from './compare-partition.ts';
import { addComparison, type Comparison, NOTHING_COMPARED } from './comparison.ts';
import { putDigest } from './digest.ts';
import { FOUND_WORDS, INPUT_WORDS, type Part, type Place, putDetails, putPlace } from './entries.ts';
import { createSpill, PARTITIONS } from './spill.ts';

/** A record of the input, and where it stands there. */
export interface InputRecord {
  readonly data: Uint8Array;
  readonly file: string;
  /** Of its first byte, in bytes. */
  readonly offset: number;
}

/**
 * The records of an input and those at a destination, compared as multisets of bytes in a bounded memory: of each
 * record a digest is kept, never the record, in partitions that are compared one by one.
 */
export interface Multisets {
  /** Records found so far, of whatever kind, by their place. */
  readonly found: Readonly<Record<Place, number>>;
  /** @param copies - How many more of it may be found without anybody's fault: attempts without a clear answer. */
  add(record: InputRecord, part: Part, copies: number): void;
  find(record: Uint8Array, place: Place): void;
  /** Compares all that was added so far; `samples` is how many missing records are told. */
  compare(samples: number): Comparison;
  /** The file with this number in a sample. */
  fileOf(number: number): string;
  close(): void;
}

/** Makes two empty multisets; they are closed by whoever made them, otherwise their files stay open. */
export function createMultisets(): Multisets {
  const input = createSpill(INPUT_WORDS);
  const found = createSpill(FOUND_WORDS);
  const inputEntry = new Uint32Array(INPUT_WORDS);
  const foundEntry = new Uint32Array(FOUND_WORDS);
  const files: string[] = [];
  const counts = { destination: 0, earlier: 0, errors: 0 };
  const numberOf = (file: string): number => {
    const number = files.lastIndexOf(file);
    return number < 0 ? files.push(file) - 1 : number;
  };
  return {
    found: counts,
    add({ data, file, offset }, part, copies) {
      putDigest(data, inputEntry);
      putDetails({ part, copies, file: numberOf(file), offset }, inputEntry);
      input.add(inputEntry);
    },
    find(record, place) {
      putDigest(record, foundEntry);
      putPlace(place, foundEntry);
      found.add(foundEntry);
      counts[place] += 1;
    },
    compare(samples) {
      let sum = NOTHING_COMPARED;
      for (let number = 0; number < PARTITIONS; number += 1) {
        const part = comparePartition(input.partition(number), found.partition(number), samples);
        sum = addComparison(sum, part, samples);
      }
      return sum;
    },
    fileOf: (number) => files[number] ?? '',
    close() {
      input.close();
      found.close();
    },
  };
}
