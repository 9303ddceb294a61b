import type { EncodedRecord, RecordPosition } from '../../records/record.ts';
import type { CheckpointReport } from '../../report/report.ts';
import type { Journal, JournalState } from './journal.ts';
import { createMarks } from './marks.ts';
import { createRangeSet } from './ranges.ts';

/** Follows a run in its journal, so that the next run goes on where this one ended, however it ended. */
export interface Checkpoint {
  /** Where reading begins; `undefined` at the beginning of the input. */
  readonly from: RecordPosition | undefined;
  /** What earlier runs have settled. */
  readonly earlier: SettledCounts;
  /** Whether a record is settled already, by an earlier run. */
  isSettled(index: number): boolean;
  /** Whether an earlier run may have stored a record. */
  isDoubtful(index: number): boolean;
  /** Registers a batch, and waits until the journal allows it to be sent. */
  admit(records: readonly EncodedRecord[]): Promise<void>;
  /** Registers records as settled, or as left with a call cut off. */
  settle(records: readonly RecordPosition[]): void;
  leaveDoubtful(record: RecordPosition): void;
  report(): CheckpointReport;
  /** Writes the last state; `running` leaves what was sent in doubt, as a crash would. */
  end(status: JournalState['status']): Promise<void>;
}

/** What earlier runs have settled. */
export type SettledCounts = Pick<
  JournalState,
  'rejected' | 'delivered' | 'undelivered' | 'possiblyDuplicated'
>;

/** What a checkpoint needs to know of its run whenever it writes. */
export interface CheckpointSources {
  readonly counts: () => Omit<JournalState, 'status' | 'horizon' | 'doubtful' | 'mark' | 'settled'>;
  /** Brings dead letters and receipts to the disk. */
  readonly syncFiles: () => Promise<void>;
  /** Told when the journal can't be written: nothing may be sent any more. */
  readonly onFailure: (error: unknown) => void;
  readonly identity: Omit<CheckpointReport, 'sentAgain'>;
  /** Records that may be sent ahead of what the journal allows, by the length of a batch; bounds what a crash can duplicate. */
  readonly windowOf: (records: number) => number;
}

/** What is settled reaches the disk within this time. */
const COMMIT_INTERVAL_MS = 100;

/**
 * Makes the checkpoint of a run on a journal that is open.
 *
 * @param earlier - The last state that earlier runs left in the journal.
 */
export function createCheckpoint(
  journal: Journal,
  earlier: JournalState | undefined,
  sources: CheckpointSources,
): Checkpoint {
  const marks = createMarks(earlier);
  const earlierHorizon = earlier?.horizon ?? 0;
  const doubtful = createRangeSet(earlier?.doubtful);
  let highest = earlier?.mark?.index ?? 0;
  let window = 0;
  const stateNow = (status: JournalState['status']): JournalState => ({
    status,
    // A crash leaves everything below the horizon in doubt; after an orderly end only what is named is.
    horizon: status === 'running' ? Math.max(earlierHorizon, highest + window) : earlierHorizon,
    doubtful: doubtful.ranges(),
    ...marks.progress(),
    ...sources.counts(),
  });
  const committer = createCommitter(journal, sources, () => stateNow('running'));
  return {
    from: earlier?.mark,
    earlier: settledCounts(earlier),
    isSettled: marks.isSettled,
    isDoubtful: (index) => index < earlierHorizon || doubtful.has(index),
    admit: (records) => {
      marks.open(records);
      highest = Math.max(highest, records.at(-1)?.index ?? 0);
      window = sources.windowOf(records.length);
      return committer.allow(highest, window / 2);
    },
    settle: (records) => {
      for (const [from, to] of runsOf(records)) marks.settle(from, to);
      committer.touch();
    },
    leaveDoubtful: ({ index }) => doubtful.add(index, index + 1),
    report: () => ({ ...sources.identity, sentAgain: countDoubtful(earlier) }),
    end: (status) => committer.end(() => stateNow(status)),
  };
}

interface Committer {
  /** There is something new to write. */
  touch(): void;
  /** Waits until the record with this index may be sent; asks for the next commit when fewer than `reserve` are left. */
  allow(index: number, reserve: number): Promise<void>;
  end(last: () => JournalState): Promise<void>;
}

/** Writes one state at a time: what comes up meanwhile goes with the next one. */
function createCommitter(
  journal: Journal,
  sources: CheckpointSources,
  stateNow: () => JournalState,
): Committer {
  let allowed = 0;
  let news: 'none' | 'some' | 'failed' = 'none';
  let running: Promise<void> | undefined;
  let waiting: (() => void)[] = [];
  const write = async (state: JournalState) => {
    // Dead letters come first, otherwise the mark could pass a record that is nowhere.
    await sources.syncFiles();
    await journal.commit(state);
    allowed = state.horizon;
  };
  const fail = (error: unknown) => {
    news = 'failed';
    sources.onFailure(error);
  };
  const commit = () => {
    if (running !== undefined || news === 'failed') return;
    news = 'none';
    running = write(stateNow())
      .catch(fail)
      .finally(() => {
        running = undefined;
        const woken = waiting;
        waiting = [];
        for (const wake of woken) wake();
      });
  };
  const timer = setInterval(() => news === 'some' && commit(), COMMIT_INTERVAL_MS).unref();
  return {
    touch: () => {
      if (news === 'none') news = 'some';
    },
    allow: async (index, reserve) => {
      if (index + reserve >= allowed) commit();
      while (index >= allowed && news !== 'failed') {
        await new Promise<void>((resolve) => waiting.push(resolve));
        if (index >= allowed) commit();
      }
    },
    end: async (last) => {
      clearInterval(timer);
      await running;
      // A dead letter that is still being written belongs to the last state.
      if (news !== 'failed')
        await sources
          .syncFiles()
          .then(() => write(last()))
          .catch(fail);
      await journal.close();
    },
  };
}

/** What earlier runs have settled, by their last state. */
export function settledCounts(state: JournalState | undefined): SettledCounts {
  const { rejected = 0, delivered = 0, undelivered = 0, possiblyDuplicated = 0 } = state ?? {};
  return { rejected, delivered, undelivered, possiblyDuplicated };
}

/** Records that an earlier run may have stored and that aren't settled. */
function countDoubtful(earlier: JournalState | undefined): number {
  if (earlier === undefined) return 0;
  const unsettled = createRangeSet();
  const first = earlier.mark?.index ?? 0;
  if (earlier.horizon > first) unsettled.add(first, earlier.horizon);
  for (const [from, to] of earlier.doubtful) if (to > first) unsettled.add(Math.max(from, first), to);
  let records = 0;
  for (const [from, to] of unsettled.ranges()) records += to - from;
  for (const [from, to] of earlier.settled) {
    for (const range of unsettled.ranges())
      records -= Math.max(0, Math.min(to, range[1]) - Math.max(from, range[0]));
  }
  return records;
}

/** The indexes of records, as ranges where one follows the other. */
function* runsOf(records: readonly RecordPosition[]): Generator<readonly [number, number]> {
  let from = records[0]?.index;
  for (const [position, { index }] of records.entries()) {
    if (from !== undefined && records[position + 1]?.index !== index + 1) {
      yield [from, index + 1];
      from = records[position + 1]?.index;
    }
  }
}
