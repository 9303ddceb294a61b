import { addComparison, type Comparison, NOTHING_COMPARED, type Sample } from './comparison.ts';
import { createDigestTable } from './digest-table.ts';
import { detailsAt, FOUND_WORDS, INPUT_WORDS, type Place, placeAt } from './entries.ts';

/** Counts of the records that are equal to one another; they stand under the number of the first one's entry. */
interface Counts {
  readonly expected: Int32Array;
  readonly copies: Int32Array;
  readonly found: Readonly<Record<Place, Int32Array>>;
}

/**
 * Compares the entries of one partition, in memory that grows with the entries alone.
 *
 * @param input - Entries of the input's records; @param found - entries of those that were found.
 * @param samples - How many missing records are told.
 */
export function comparePartition(input: Uint32Array, found: Uint32Array, samples: number): Comparison {
  const table = createDigestTable(input, INPUT_WORDS);
  const entries = input.length / INPUT_WORDS;
  const counts = emptyCounts(entries);
  for (let at = 0; at < input.length; at += INPUT_WORDS) countInput(counts, table.find(input, at), input, at);
  let foreign = 0;
  for (let at = 0; at < found.length; at += FOUND_WORDS) {
    const first = table.find(found, at);
    const place = placeAt(found, at);
    if (first >= 0) add(counts.found[place], first, 1);
    else if (place === 'destination') foreign += 1;
  }
  const sums = { ...NOTHING_COMPARED, foreign };
  for (let entry = 0; entry < entries; entry += 1) {
    if (table.find(input, entry * INPUT_WORDS) === entry) addEqual(sums, counts, entry);
  }
  return { ...sums, samples: sums.missing === 0 ? [] : firstMissing(input, counts, table.find, samples) };
}

type Sums = { -readonly [Name in keyof Comparison]: Comparison[Name] };

function emptyCounts(entries: number): Counts {
  const zeros = () => new Int32Array(entries);
  const found = { destination: zeros(), earlier: zeros(), errors: zeros() };
  return { expected: zeros(), copies: zeros(), found };
}

function countInput(counts: Counts, first: number, input: Uint32Array, at: number): void {
  const { part, copies } = detailsAt(input, at);
  if (part === 'delivered') add(counts.expected, first, 1);
  if (part === 'undelivered') add(counts.expected, first, -1);
  add(counts.copies, first, copies);
}

/** Adds the records that are equal to one. */
function addEqual(sums: Sums, counts: Counts, first: number): void {
  const wanted = Math.max(0, at(counts.expected, first));
  const held = at(counts.found.destination, first);
  const more = Math.max(0, held - wanted);
  const explained = Math.min(more, at(counts.copies, first));
  // A record that wasn't delivered and is there all the same has no twin; beyond what explains it, it is another's.
  if (wanted === 0) {
    sums.foreign += more - explained;
    return;
  }
  const missing = missingOf(counts, first);
  const earlier = Math.min(missing, at(counts.found.earlier, first));
  sums.expected += wanted;
  sums.found += wanted - missing;
  sums.missing += missing;
  sums.missingButEarlier += earlier;
  sums.missingButInErrors += Math.min(missing - earlier, at(counts.found.errors, first));
  sums.duplicated += more;
  sums.explained += explained;
}

const missingOf = ({ expected, found }: Counts, first: number): number =>
  Math.max(0, at(expected, first) - at(found.destination, first));

/** The first delivered records of which too few were found. */
function firstMissing(
  input: Uint32Array,
  counts: Counts,
  find: (words: Uint32Array, at: number) => number,
  samples: number,
): readonly Sample[] {
  const left = new Map<number, number>();
  const places: Sample[] = [];
  for (let entry = 0; entry < input.length / INPUT_WORDS; entry += 1) {
    const first = find(input, entry * INPUT_WORDS);
    const { part, file, offset } = detailsAt(input, entry * INPUT_WORDS);
    const missing = left.get(first) ?? missingOf(counts, first);
    if (part !== 'delivered' || missing === 0) continue;
    left.set(first, missing - 1);
    places.push({ file, offset });
  }
  return addComparison({ ...NOTHING_COMPARED, samples: places }, NOTHING_COMPARED, samples).samples;
}

const at = (counts: Int32Array, entry: number): number => counts[entry] ?? 0;
const add = (counts: Int32Array, entry: number, count: number): void => {
  counts[entry] = at(counts, entry) + count;
};
