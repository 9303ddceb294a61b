import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Comparison } from '../../src/destination/comparison.ts';
import type { Part, Place } from '../../src/destination/entries.ts';
import { createMultisets } from '../../src/destination/multisets.ts';

interface Sent {
  readonly text: string;
  readonly part: Part;
  readonly copies: number;
}
interface Found {
  readonly text: string;
  readonly place: Place;
}

/** The comparison itself. */
function compared(sent: readonly Sent[], found: readonly Found[], samples = 3): Comparison {
  const sets = createMultisets();
  for (const [offset, { text, part, copies }] of sent.entries()) {
    sets.add({ data: Buffer.from(text), file: `file ${offset % 2}`, offset }, part, copies);
  }
  for (const { text, place } of found) sets.find(Buffer.from(text), place);
  const comparison = sets.compare(samples);
  sets.close();
  return comparison;
}

/** The same as anybody would write it who has all the memory there is. */
function naive(sent: readonly Sent[], found: readonly Found[]): Omit<Comparison, 'samples'> {
  const texts = [...new Set([...sent, ...found].map(({ text }) => text))];
  const sum = { expected: 0, found: 0, missing: 0, missingButEarlier: 0, missingButInErrors: 0 };
  const more = { duplicated: 0, explained: 0, foreign: 0 };
  for (const text of texts) {
    const equal = sent.filter((record) => record.text === text);
    const count = (part: Part) => equal.filter((record) => record.part === part).length;
    const held = (place: Place) =>
      found.filter((record) => record.text === text && record.place === place).length;
    const wanted = Math.max(0, count('delivered') - count('undelivered'));
    const missing = Math.max(0, wanted - held('destination'));
    const earlier = Math.min(missing, held('earlier'));
    sum.expected += wanted;
    sum.missing += missing;
    sum.found += wanted - missing;
    sum.missingButEarlier += earlier;
    sum.missingButInErrors += Math.min(missing - earlier, held('errors'));
    const surplus = Math.max(0, held('destination') - wanted);
    const explained = Math.min(
      surplus,
      equal.reduce((copies, record) => copies + record.copies, 0),
    );
    if (wanted === 0) more.foreign += surplus - explained;
    else {
      more.duplicated += surplus;
      more.explained += explained;
    }
  }
  return { ...sum, ...more };
}

const text = fc.constantFrom('a\n', 'b\n', 'c\n', 'd\n', 'e\n');
const sentRecords = fc.array(
  fc.record({
    text,
    part: fc.constantFrom<Part>('delivered', 'delivered', 'delivered', 'undelivered', 'maybe-stored'),
    copies: fc.integer({ min: 0, max: 2 }),
  }),
  { maxLength: 30 },
);
const foundRecords = fc.array(
  fc.record({ text, place: fc.constantFrom<Place>('destination', 'destination', 'earlier', 'errors') }),
  { maxLength: 30 },
);

it('compares as a comparison in memory does, whatever was sent and found', () => {
  fc.assert(
    fc.property(sentRecords, foundRecords, (sent, found) => {
      const { samples, ...counts } = compared(sent, found);
      expect(counts).toEqual(naive(sent, found));
      expect(samples).toHaveLength(Math.min(3, counts.missing));
    }),
    { numRuns: 200 },
  );
});

const delivered = (text: string, copies = 0): Sent => ({ text, part: 'delivered', copies });
const there = (text: string): Found => ({ text, place: 'destination' });

it('tells the first missing records in the order of the input, of equal ones the first', () => {
  const sent = ['a', 'b', 'a', 'c', 'b', 'd'].map((one) => delivered(one));
  const { missing, samples } = compared(sent, [there('a'), there('d')]);
  expect(missing).toBe(4);
  // Of the two files, the first has the records at 0, 2 and 4.
  expect(samples).toEqual([
    { file: 0, offset: 0 },
    { file: 0, offset: 4 },
    { file: 1, offset: 1 },
  ]);
});

it('keeps offsets beyond 4 GiB', () => {
  const sets = createMultisets();
  sets.add({ data: Buffer.from('a'), file: 'huge', offset: 2 ** 40 + 7 }, 'delivered', 0);
  const { samples } = sets.compare(1);
  expect(samples.map(({ file, offset }) => [sets.fileOf(file), offset])).toEqual([['huge', 2 ** 40 + 7]]);
  sets.close();
});

it('is the same when partitions lie on the disk, of which nothing is to be seen', () => {
  const before = readdirSync(tmpdir()).filter((name) => name.startsWith('firehose-scenario-'));
  const count = 60_000;
  const sets = createMultisets();
  const record = (number: number) => Buffer.from(`{"number":${number}}\n`);
  for (let number = 0; number < count; number += 1) {
    sets.add({ data: record(number), file: 'f', offset: number }, 'delivered', 0);
    if (number !== 44_444) sets.find(record(number), 'destination');
    if (number === 33_333) sets.find(record(number), 'destination');
  }
  if (existsSync('/proc/self/fd')) {
    const names = readdirSync(tmpdir()).filter((name) => name.startsWith('firehose-scenario-'));
    expect(names).toEqual(before);
  }
  expect(sets.compare(5)).toMatchObject({
    ...{ expected: count, found: count - 1, missing: 1, duplicated: 1, explained: 0, foreign: 0 },
    samples: [{ file: 0, offset: 44_444 }],
  });
  sets.close();
});
