import { benchReading, type ReadingRow } from './reading.ts';
import type { Goal, Section } from './section.ts';

/** What has to be reached, in MB/s, by the first words of a load. */
const GOALS = { 'NDJSON, not validated': 1_000, 'array, compact': 500, 'array, indented': 500 };

/** How fast input becomes records, and records batches. */
export const READING: Section = {
  name: 'reading',
  run: async () => {
    const rows = await benchReading();
    return {
      title: 'Reading',
      about: 'MB/s in one process, with nothing sent: what reading takes of the time of a sender.',
      head: ['load', 'median MB/s', 'best MB/s', 'MB per CPU s'],
      rows: rows.map(({ load, medianMBs, bestMBs, bestMBsOfCpu }) => [
        load,
        medianMBs.toFixed(0),
        bestMBs.toFixed(0),
        bestMBsOfCpu.toFixed(0),
      ]),
      goals: Object.entries(GOALS).flatMap(([name, atLeast]) => goalsOf(rows, name, atLeast)),
    };
  },
};

function goalsOf(rows: readonly ReadingRow[], name: string, atLeast: number): readonly Goal[] {
  const found = rows.filter(({ load }) => load.startsWith(name));
  return found.map(({ load, medianMBs }) => ({
    what: `${load}: MB/s`,
    reached: medianMBs,
    bound: { atLeast },
  }));
}
