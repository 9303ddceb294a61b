import { closeSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { createLineReader, createLineWriter } from './journal-lines.ts';
import type { Series, SeriesNames } from './metric.ts';
import type { StatisticSet } from './statistic-set.ts';

/** Samples of one series that fall into one minute, and when the service came to know them. */
export interface RecordedSet {
  readonly series: Series;
  /** Start of the minute that the samples belong to, in epoch milliseconds. */
  readonly minute: number;
  /** When the samples came in, in epoch milliseconds; the lag counts from here. */
  readonly recordedAt: number;
  readonly set: StatisticSet;
}

/** An append-only file of recorded sets; what `append` returned from is read back after a SIGKILL. */
export interface MetricJournal {
  append(sets: readonly RecordedSet[]): void;
  /** Puts `sets` in the place of everything that stands in the file. */
  replace(sets: readonly RecordedSet[]): void;
  /** Whether so much was appended that to replace all costs little beside it. */
  isLong(): boolean;
  close(): void;
}

const LONG_BYTES = 8 * 1_048_576;

/** Opens the journal at `path`, a new one if there is none, and returns it with what it holds. */
export function openMetricJournal(
  path: string,
  names: SeriesNames,
): { journal: MetricJournal; sets: readonly RecordedSet[] } {
  mkdirSync(dirname(path), { recursive: true });
  const sets = readTextIfThere(path).split('\n').flatMap(createLineReader(names));
  let file = openSync(path, 'a', 0o600);
  let write = createLineWriter();
  let [replacedBytes, grownBytes] = [0, 0];
  const journal: MetricJournal = {
    append(added) {
      grownBytes += writeSync(file, write(added));
    },
    replace(all) {
      const writeNew = createLineWriter();
      const text = writeNew(all);
      writeFileSync(`${path}.new`, text, { mode: 0o600 });
      closeSync(file);
      renameSync(`${path}.new`, path);
      file = openSync(path, 'a', 0o600);
      write = writeNew;
      [replacedBytes, grownBytes] = [text.length, 0];
    },
    isLong: () => grownBytes > LONG_BYTES + replacedBytes,
    close: () => closeSync(file),
  };
  return { journal, sets };
}

function readTextIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
