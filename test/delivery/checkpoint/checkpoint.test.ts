import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type Checkpoint,
  type CheckpointSources,
  createCheckpoint,
} from '../../../src/delivery/checkpoint/checkpoint.ts';
import {
  type JournalHeader,
  type JournalState,
  openJournal,
  readJournal,
} from '../../../src/delivery/checkpoint/journal.ts';
import type { EncodedRecord } from '../../../src/records/record.ts';
import { newFolder } from '../../support/folders.ts';

const HEADER: JournalHeader = {
  ...{ journal: 1, runId: 'run-1', inputs: [], settings: {}, deadLetterFile: 'letters', receiptsFile: null },
};
const WINDOW = 20;

const batch = (from: number, to: number): EncodedRecord[] =>
  Array.from({ length: to - from }, (_, place) => ({
    ...{
      file: 'input',
      index: from + place,
      offset: (from + place) * 10,
      data: new Uint8Array(10),
      length: 10,
    },
  }));

interface Opened {
  readonly checkpoint: Checkpoint;
  readonly file: string;
  readonly failures: unknown[];
  /** Settles records as delivered, in the books and in the checkpoint. */
  deliver(from: number, to: number): void;
}

/** A checkpoint on a real journal, with books that count what is settled through it. */
async function open(earlier?: JournalState, sources: Partial<CheckpointSources> = {}): Promise<Opened> {
  const file = join(newFolder(), 'journal');
  const journal = await openJournal(file, { header: HEADER, state: earlier });
  const failures: unknown[] = [];
  let delivered = earlier?.delivered ?? 0;
  const zero = { rejected: 0, undelivered: 0, possiblyDuplicated: 0, deadLetterBytes: 0, receiptBytes: 0 };
  const checkpoint = createCheckpoint(journal, earlier, {
    counts: () => ({ ...zero, delivered }),
    syncFiles: async () => {},
    onFailure: (error) => failures.push(error),
    identity: { file, origin: earlier ? 'resumed' : 'begun', crashBound: WINDOW },
    windowOf: () => WINDOW,
    ...sources,
  });
  const deliver = (from: number, to: number) => {
    delivered += to - from;
    checkpoint.settle(batch(from, to));
  };
  return { checkpoint, file, failures, deliver };
}

const stateIn = async (file: string): Promise<JournalState | undefined> => (await readJournal(file))?.state;

/** A state as a crash leaves it: the first ten records are settled, of the next ten the even ones. */
const CRASHED: JournalState = {
  ...{ status: 'running', horizon: 20, doubtful: [] },
  mark: { file: 'input', index: 10, offset: 100 },
  settled: [10, 12, 14, 16, 18].map((index) => [index, index + 1] as const),
  ...{
    rejected: 0,
    delivered: 15,
    undelivered: 0,
    possiblyDuplicated: 0,
    deadLetterBytes: 0,
    receiptBytes: 0,
  },
};

describe('a checkpoint', () => {
  it('lets nothing be sent that the journal on the disk does not allow', async () => {
    const { checkpoint, file, deliver } = await open();
    for (let from = 0; from < 200; from += 10) {
      await checkpoint.admit(batch(from, from + 10));
      expect((await stateIn(file))?.horizon).toBeGreaterThan(from + 9);
      deliver(from, from + 10);
    }
    await checkpoint.end('complete');
    expect(await stateIn(file)).toMatchObject({ status: 'complete', delivered: 200, horizon: 0 });
  });

  it('writes what was settled when its counts were taken, whatever is settled while files are synced', async () => {
    let settleMore = () => {};
    const opened = await open(undefined, { syncFiles: async () => settleMore() });
    await opened.checkpoint.admit(batch(0, 10));
    opened.deliver(0, 5);
    settleMore = () => opened.deliver(5, 10);
    // A batch far ahead asks for a commit at once.
    await opened.checkpoint.admit(batch(10, 40));
    const lines = readFileSync(opened.file, 'utf8').split('\n').slice(1, -1);
    for (const line of lines) {
      const { mark, settled, delivered } = JSON.parse(line.slice(9)) as JournalState;
      const told = settled.reduce((sum, [from, to]) => sum + to - from, mark?.index ?? 0);
      expect(told).toBe(delivered);
    }
    settleMore = () => {};
    await opened.checkpoint.end('stopped');
  });

  it('brings dead letters and receipts to the disk before the line that counts them', async () => {
    const seen: number[] = [];
    const file: { name?: string } = {};
    const opened = await open(undefined, {
      syncFiles: async () => {
        if (file.name) seen.push((await stateIn(file.name))?.delivered ?? 0);
      },
    });
    file.name = opened.file;
    await opened.checkpoint.admit(batch(0, 10));
    opened.deliver(0, 10);
    await opened.checkpoint.end('complete');
    // Each sync came before its own commit, so the last one still saw the state before.
    expect(seen.at(-1)).toBe(0);
    expect((await stateIn(opened.file))?.delivered).toBe(10);
  });

  it('tells after a crash which records may have been stored, and counts only what is not settled', async () => {
    const { checkpoint } = await open(CRASHED);
    expect(checkpoint.from?.index).toBe(10);
    expect(checkpoint.report().sentAgain).toBe(5);
    const all = Array.from({ length: 25 }, (_, index) => index);
    expect(all.filter((index) => checkpoint.isSettled(index))).toEqual([
      ...all.slice(0, 10),
      ...[10, 12, 14, 16, 18],
    ]);
    expect(all.filter((index) => !checkpoint.isDoubtful(index))).toEqual([20, 21, 22, 23, 24]);
    await checkpoint.end('stopped');
  });

  it('after an orderly end doubts only what was left with a call cut off, and not what was settled since', async () => {
    const first = await open();
    await first.checkpoint.admit(batch(0, 10));
    first.deliver(0, 4);
    for (const record of batch(4, 7)) first.checkpoint.leaveDoubtful(record);
    await first.checkpoint.end('stopped');
    const state = await stateIn(first.file);
    expect((await open(state)).checkpoint.report().sentAgain).toBe(3);
    const second = await open(state);
    await second.checkpoint.admit(batch(4, 10));
    await second.checkpoint.admit(batch(10, 12));
    second.deliver(4, 10);
    await second.checkpoint.end('stopped');
    expect((await open(await stateIn(second.file))).checkpoint.report().sentAgain).toBe(0);
  });

  it('stops the run and lets go of whoever waits when the journal cannot be written', async () => {
    const error = new Error('no space');
    const { checkpoint, failures } = await open(undefined, { syncFiles: () => Promise.reject(error) });
    await checkpoint.admit(batch(0, 10));
    expect(failures).toEqual([error]);
    await checkpoint.admit(batch(10, 500));
    await checkpoint.end('stopped');
    expect(failures).toEqual([error]);
  });
});
