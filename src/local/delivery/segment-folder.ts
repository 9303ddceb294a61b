import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readState, writeState } from '../state-file.ts';
import { openSegment, type Segment } from './segment.ts';

/** What is kept of a segment once its object lies in the bucket. */
interface Receipt {
  readonly keys: readonly string[];
  readonly calls: number;
  readonly records: number;
  readonly bytes: number;
}

/** One segment file, by what its name says. */
export interface SegmentFile {
  readonly file: string;
  readonly sequence: number;
  readonly openedAt: number;
  /** In the name from the start, so that a delivery which a kill cut short is made again under the same key. */
  readonly uuid: string;
}

/** A stream's segments on disk, in the order of their opening. */
export interface SegmentFolder {
  /** Opens the next segment. */
  open(openedAt: number): Segment & SegmentFile;
  /** All that are still there, delivered ones too. */
  list(): readonly SegmentFile[];
  undelivered(): readonly SegmentFile[];
  receipts(): readonly Receipt[];
  /** Notes that the segment is delivered; with `discard` its records are forgotten. */
  settle(segment: SegmentFile, receipt: Receipt, stored: 'keep' | 'discard'): void;
}

const NAME = /^(\d{10})_(\d+)_([0-9a-f-]{36})\.segment$/;

/** Opens the folder, made when it is missing. */
export function openSegmentFolder(folder: string): SegmentFolder {
  mkdirSync(folder, { recursive: true });
  const list = (): readonly SegmentFile[] =>
    readdirSync(folder)
      .sort()
      .flatMap((name) => segmentOf(folder, name));
  let sequence = highestSequence(folder);

  return {
    list,
    undelivered: () => list().filter(({ file }) => !existsSync(receiptFile(file))),
    receipts: () =>
      readdirSync(folder)
        .filter((name) => name.endsWith('.receipt'))
        .map((name) => readState(join(folder, name)) as Receipt),
    open(openedAt) {
      sequence += 1;
      const uuid = randomUUID();
      const file = join(folder, `${String(sequence).padStart(10, '0')}_${openedAt}_${uuid}.segment`);
      return Object.assign(openSegment(file, openedAt), { sequence, uuid });
    },
    settle(segment, receipt, stored) {
      writeState(receiptFile(segment.file), receipt);
      if (stored === 'discard') rmSync(segment.file, { force: true });
    },
  };
}

const receiptFile = (file: string): string => file.replace(/segment$/, 'receipt');

function segmentOf(folder: string, name: string): readonly SegmentFile[] {
  const match = NAME.exec(name);
  if (match === null) return [];
  const [, sequence, openedAt, uuid = ''] = match;
  return [{ file: join(folder, name), sequence: Number(sequence), openedAt: Number(openedAt), uuid }];
}

function highestSequence(folder: string): number {
  return readdirSync(folder).reduce(
    (highest, name) => Math.max(highest, Number(/^\d{10}/.exec(name)?.[0] ?? 0)),
    0,
  );
}
