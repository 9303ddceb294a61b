import { type FileHandle, open } from 'node:fs/promises';
import { RunError } from '../report/run-error.ts';

/** A file of lines for the owner's eyes only, made with its first line and never over another file. */
export interface LineFile {
  /** Name of the file; `undefined` before the first line. */
  readonly file: string | undefined;
  /**
   * Appends lines; resolves when the system has them.
   *
   * @throws RunError where they can't be written.
   */
  append(lines: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export function createLineFile(path: string): LineFile {
  let handle: FileHandle | undefined;
  let written = Promise.resolve();
  const write = async (text: string) => {
    try {
      handle ??= await open(path, 'wx', 0o600);
      await handle.appendFile(text);
    } catch (error) {
      throw storageError(path, error);
    }
  };
  return {
    get file() {
      return handle === undefined ? undefined : path;
    },
    append: (lines) => {
      // One write after the other, otherwise lines mix.
      const done = written.then(() => write(lines.map((line) => `${line}\n`).join('')));
      written = done.catch(() => {});
      return done;
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
