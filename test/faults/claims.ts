import { existsSync, readFileSync } from 'node:fs';
import type { DeadLetter } from '../support/stored.ts';
import type { SentRun } from './send.ts';

/** A line of the receipts. */
export interface Receipt {
  readonly file: string;
  readonly index: number;
  readonly offset: number;
  readonly recordId: string;
  readonly attempts: number;
  readonly possiblyDuplicated: boolean;
}

/** What the client says: the report of each run, and what it left on the disk for all of them. */
export interface Claims {
  readonly runs: readonly SentRun[];
  readonly letters: readonly DeadLetter[];
  readonly receipts: readonly Receipt[];
}

/** Reads the lines of a file that may not have been made. */
export function readNdjson<T>(file: string): readonly T[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  // A last line without its newline is damage, and JSON.parse says so.
  return (lines.at(-1) === '' ? lines.slice(0, -1) : lines).map((line) => JSON.parse(line) as T);
}
