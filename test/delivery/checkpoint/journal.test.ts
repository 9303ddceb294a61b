import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type JournalHeader,
  type JournalState,
  openJournal,
  readJournal,
} from '../../../src/delivery/checkpoint/journal.ts';
import { newFolder } from '../../support/folders.ts';

const HEADER: JournalHeader = {
  journal: 1,
  runId: 'run-1',
  inputs: [{ name: 'input', path: '/input', size: 10, modifiedMs: 1.5, headSha256: 'ab' }],
  settings: { stream: 'alerts', 'batch-records': 500, receipts: null },
  deadLetterFile: 'letters',
  receiptsFile: null,
};

const state = (delivered: number, more: Partial<JournalState> = {}): JournalState => ({
  status: 'running',
  horizon: delivered + 100,
  doubtful: [],
  mark: { file: 'input', index: delivered, offset: delivered * 7 },
  settled: [[delivered + 2, delivered + 4]],
  rejected: 0,
  delivered,
  undelivered: 0,
  possiblyDuplicated: 0,
  deadLetterBytes: 0,
  receiptBytes: 0,
  ...more,
});

async function journalWith(states: readonly JournalState[]): Promise<string> {
  const file = join(newFolder(), 'journal');
  const journal = await openJournal(file, { header: HEADER, state: undefined });
  for (const next of states) await journal.commit(next);
  await journal.close();
  return file;
}

describe('a journal', () => {
  it('tells its header and the last state that was committed', async () => {
    const file = await journalWith([state(5), state(9), state(12)]);
    expect(await readJournal(file)).toEqual({ header: HEADER, state: state(12) });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('has no state before the first commit, and is nothing where there is no file', async () => {
    expect(await readJournal(await journalWith([]))).toEqual({ header: HEADER, state: undefined });
    expect(await readJournal(join(newFolder(), 'none'))).toBeUndefined();
  });

  it('falls back to the state before, wherever its last line is cut off', async () => {
    const file = await journalWith([state(5), state(9)]);
    const text = readFileSync(file);
    const lastLine = text.lastIndexOf('\n', text.length - 2) + 1;
    for (let length = lastLine; length < text.length; length += 1) {
      writeFileSync(file, text.subarray(0, length));
      expect((await readJournal(file))?.state).toEqual(state(5));
    }
  });

  it('goes on behind a line that was cut off, without a trace of it', async () => {
    const file = await journalWith([state(5), state(9)]);
    writeFileSync(file, readFileSync(file).subarray(0, -7));
    const content = await readJournal(file);
    if (content === undefined) throw new Error('there is a journal');
    const journal = await openJournal(file, content);
    await journal.commit(state(20));
    await journal.close();
    expect(await readJournal(file)).toEqual({ header: HEADER, state: state(20) });
  });

  it('is refused when a single bit of a whole line has changed, and says which line', async () => {
    const file = await journalWith([state(5), state(9), state(12)]);
    const text = readFileSync(file);
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 1), fc.nat(7), async (at, bit) => {
        const damaged = Buffer.from(text);
        damaged[at] = (damaged[at] ?? 0) ^ (1 << bit);
        // A changed last newline is a last line that was cut off.
        if (at === text.length - 1) return;
        writeFileSync(file, damaged);
        await expect(readJournal(file)).rejects.toThrow(/line \d of .* is damaged/);
      }),
    );
  });

  it('is refused where it is no journal at all', async () => {
    const file = join(newFolder(), 'journal');
    for (const text of ['\n', 'a file of somebody else\n', 'no newline', '00000000 \n']) {
      writeFileSync(file, text);
      await expect(readJournal(file)).rejects.toThrow(/line 1 of .* is damaged/);
    }
    expect(readFileSync(file, 'utf8')).toBe('00000000 \n');
  });

  it('is written anew before it becomes large, with its last state', async () => {
    const settled = Array.from({ length: 20_000 }, (_, place) => [place * 10, place * 10 + 5] as const);
    const large = (delivered: number) => state(delivered, { settled });
    const file = join(newFolder(), 'journal');
    const journal = await openJournal(file, { header: HEADER, state: undefined });
    let largest = 0;
    for (let delivered = 0; delivered < 40; delivered += 1) {
      await journal.commit(large(delivered));
      largest = Math.max(largest, statSync(file).size);
    }
    await journal.close();
    expect(largest).toBeLessThanOrEqual(4 * 1024 * 1024);
    expect((await readJournal(file))?.state?.delivered).toBe(39);
  });
});
