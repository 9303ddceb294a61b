import { type FileHandle, open } from 'node:fs/promises';
import { RunError } from '../report/run-error.ts';

/** A file of lines for the owner's eyes only, made with its first line and never over another file. */
export interface LineFile {
  /** Name of the file; `undefined` before the first line. */
  readonly file: string | undefined;
  /**
   * Appends lines; resolves when the system has them, with the file's length in bytes.
   *
   * @throws RunError where they can't be written.
   */
  append(lines: readonly string[]): Promise<number>;
  /** Brings what was appended to the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Makes a file of lines that is opened when the first one comes.
 *
 * @param earlierBytes - Length of an earlier run's file that this run goes on with; without it the file must not exist.
 */
export function createLineFile(path: string, earlierBytes?: number): LineFile {
  let handle: FileHandle | undefined;
  let size = earlierBytes ?? 0;
  let written: Promise<unknown> = Promise.resolve();
  const write = async (text: string) => {
    try {
      handle ??= await open(path, earlierBytes === undefined ? 'wx' : 'a', 0o600);
      await handle.appendFile(text);
      size += Buffer.byteLength(text);
      return size;
    } catch (error) {
      // A full disk takes the beginning of a line; the next one must not be glued to it.
      await handle?.truncate(size).catch(() => {});
      throw storageError(path, error);
    }
  };
  return {
    get file() {
      return size === 0 ? undefined : path;
    },
    append: (lines) => {
      // One write after the other, otherwise lines mix.
      const done = written.then(() => write(lines.map((line) => `${line}\n`).join('')));
      written = done.catch(() => {});
      return done;
    },
    sync: async () => {
      await written;
      await handle?.datasync().catch((error: unknown) => {
        throw storageError(path, error);
      });
    },
    close: async () => {
      await written;
      await handle?.close();
    },
  };
}

function storageError(path: string, error: unknown): RunError {
  const { code = 'UNKNOWN', message } = error as NodeJS.ErrnoException;
  return new RunError('storage', {
    code,
    message: `${path} can't be written: ${message}.`,
    next: 'Make room, or name another file; then send the pending records again.',
    cause: error,
  });
}
