import { describe, expect, it } from 'vitest';
import { createCheckpoint } from '../../../src/delivery/checkpoint/checkpoint.ts';
import type { JournalState } from '../../../src/delivery/checkpoint/journal.ts';
import { encodedRecords, rejectedRecord } from '../../records/factories.ts';

const IDENTITY = { file: 'journal', origin: 'begun', crashBound: 0 } as const;

/** A checkpoint whose dead letters take until `release` to reach the disk, and the lines that its journal got. */
function slowCheckpoint() {
  const lines: string[] = [];
  const books = { rejected: 0, delivered: 0 };
  let release = () => {};
  const synced = new Promise<void>((resolve) => {
    release = resolve;
  });
  const journal = {
    commit: async (state: JournalState) => void lines.push(JSON.stringify(state)),
    close: async () => {},
  };
  const checkpoint = createCheckpoint(journal, undefined, {
    counts: () => ({
      ...books,
      undelivered: 0,
      possiblyDuplicated: 0,
      deadLetterBytes: books.rejected,
      receiptBytes: 0,
    }),
    syncFiles: () => synced,
    onFailure: (error) => {
      throw error;
    },
    identity: IDENTITY,
    windowOf: () => 10,
  });
  return { checkpoint, books, release, states: () => lines.map((line): JournalState => JSON.parse(line)) };
}

/** The records that a state calls settled, and those that it has counted. */
function settledAndCounted({ settled, rejected, delivered }: JournalState) {
  return { settled: settled.reduce((sum, [from, to]) => sum + to - from, 0), counted: rejected + delivered };
}

describe('a state in the journal', () => {
  it('names no record as settled that its counts and file lengths leave out', async () => {
    const { checkpoint, books, release, states } = slowCheckpoint();
    const admitted = checkpoint.admit(encodedRecords(1));
    // Comes up while the dead letters of the state before are still on their way to the disk.
    books.rejected += 1;
    checkpoint.settle([rejectedRecord(1)]);
    release();
    await admitted;
    await checkpoint.end('stopped');
    expect(states().map(settledAndCounted)).toEqual([
      { settled: 0, counted: 0 },
      { settled: 1, counted: 1 },
    ]);
  });

  it('that is the last one waits for what is still being written', async () => {
    const { checkpoint, books, release, states } = slowCheckpoint();
    const ended = checkpoint.end('stopped');
    books.rejected += 1;
    checkpoint.settle([rejectedRecord(0)]);
    release();
    await ended;
    expect(states().map(settledAndCounted)).toEqual([{ settled: 1, counted: 1 }]);
  });
});
