import { type FileHandle, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { SettingsError } from '../../settings/settings-error.ts';
import type { InputIdentity } from './input-identity.ts';
import type { Progress } from './marks.ts';
import type { Range } from './ranges.ts';

/** What a journal belongs to: it is of use for the same input and the same settings only. */
export interface JournalHeader {
  readonly journal: 1;
  /** The run that began it. */
  readonly runId: string;
  readonly inputs: readonly InputIdentity[];
  readonly settings: Readonly<Record<string, string | number | null>>;
  readonly deadLetterFile: string;
  readonly receiptsFile: string | null;
}

/** How far all runs together have come; each line of the journal tells it whole. */
export interface JournalState extends Progress {
  readonly status: 'running' | 'stopped' | 'complete';
  /** No record with this index or a higher one was sent. */
  readonly horizon: number;
  /** Records beyond the horizon's rule that may have been stored: their last call was cut off. */
  readonly doubtful: readonly Range[];
  readonly rejected: number;
  readonly delivered: number;
  readonly undelivered: number;
  readonly possiblyDuplicated: number;
  /** Length of the dead-letter file and of the receipts up to here, in bytes. */
  readonly deadLetterBytes: number;
  readonly receiptBytes: number;
}

/** What a journal on disk says. */
export interface JournalContent {
  readonly header: JournalHeader;
  readonly state: JournalState | undefined;
}

/** A journal that is open for writing. */
export interface Journal {
  /** Appends a state; resolves when it is on the disk. */
  commit(state: JournalState): Promise<void>;
  close(): Promise<void>;
}

/** A journal that grows beyond this is written anew with its last state, in bytes. */
const COMPACT_BYTES = 4 * 1024 * 1024;

/** Reads a journal; `undefined` where there is none. */
export async function readJournal(file: string): Promise<JournalContent | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw new SettingsError(`--checkpoint: ${file} can't be read (${error.code}); check its mode and owner.`);
  });
  // What follows the last newline was being written when the process ended: it never counted.
  const [first, ...lines] = text
    .split('\n')
    .slice(0, -1)
    .map((line, number) => parseLine(file, line, number + 1));
  if (text === '') return undefined;
  const header = first as JournalHeader | undefined;
  if (header?.journal !== 1) throw damaged(file, 1, 'it is not the head of a journal of this program');
  return { header, state: lines.at(-1) as JournalState | undefined };
}

/** Begins a journal, or goes on with one: either way it stands anew on the disk, its last state included. */
export async function openJournal(file: string, { header, state }: JournalContent): Promise<Journal> {
  let { handle, size } = await rewrite(file, [header, ...(state ? [state] : [])]);
  return {
    commit: async (next) => {
      const line = toLine(next);
      if (size + line.length > COMPACT_BYTES) {
        await handle.close();
        ({ handle, size } = await rewrite(file, [header, next]));
        return;
      }
      await handle.appendFile(line);
      await handle.datasync();
      size += line.length;
    },
    close: () => handle.close(),
  };
}

/** Puts a new file in the old one's place in one step, so that a crash leaves one of them whole. */
async function rewrite(
  file: string,
  contents: readonly object[],
): Promise<{ handle: FileHandle; size: number }> {
  const fresh = `${file}.new`;
  const text = contents.map(toLine).join('');
  const handle = await open(fresh, 'w', 0o600);
  await handle.appendFile(text);
  await handle.sync();
  await rename(fresh, file);
  const folder = await open(dirname(file), 'r');
  await folder.sync().finally(() => folder.close());
  return { handle, size: text.length };
}

function toLine(content: object): string {
  const json = JSON.stringify(content);
  return `${checksum(json)} ${json}\n`;
}

function parseLine(file: string, line: string, number: number): unknown {
  const json = line.slice(9);
  if (json === '' || line.slice(0, 9) !== `${checksum(json)} `)
    throw damaged(file, number, 'its checksum is wrong');
  return JSON.parse(json);
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}

function damaged(file: string, line: number, why: string): SettingsError {
  return new SettingsError(
    `--checkpoint: line ${line} of ${file} is damaged (${why}), so nobody can tell what was sent; ` +
      'restore it, or remove it and send everything again.',
  );
}
