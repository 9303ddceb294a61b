import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FrameHead, readFrames } from '../../src/local/delivery/frame.ts';

/** Everything that lies in the objects below a folder, object after object. */
export function storedBytes(folder: string): Buffer {
  if (!existsSync(folder)) return Buffer.alloc(0);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return Buffer.concat(files.map((file) => readFileSync(file)));
}

/** The records in the objects of an embedded AWS that keeps its things in `dir`, without their newlines, sorted. */
export function storedLines(dir: string): string[] {
  const text = storedBytes(join(dir, 'objects')).toString('utf8');
  return text.split('\n').slice(0, -1).sort();
}

/** The calls whose records an embedded AWS stored, as it saw them, in no order. */
export async function storedCalls(dir: string): Promise<FrameHead[]> {
  const calls: FrameHead[] = [];
  const records = join(dir, 'state', 'records');
  for (const name of readdirSync(records, { recursive: true }) as string[]) {
    if (!name.endsWith('.segment')) continue;
    for await (const { head } of readFrames(join(records, name))) calls.push(head);
  }
  return calls;
}

/** A line of a dead-letter file. */
export interface DeadLetter {
  readonly file: string;
  readonly index: number;
  readonly offset: number;
  readonly reason: 'rejected' | 'undelivered';
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly attempts: number;
  readonly maybeStored: boolean;
  readonly data?: string;
  readonly length?: number;
  readonly sha256?: string;
}

/** The lines of an NDJSON file that we wrote. */
export function readLines<T = DeadLetter>(file: string): T[] {
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as T);
}

/** The text that a dead letter holds. */
export const textOf = ({ data = '' }: DeadLetter): string => Buffer.from(data, 'base64').toString('utf8');
