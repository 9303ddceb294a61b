import { createHash } from 'node:crypto';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { SettingsError } from '../../settings/settings-error.ts';

/** What tells an input from another one, or from itself after a change. */
export interface InputIdentity {
  /** The file as the user named it; positions name it in the same way. */
  readonly name: string;
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** Modification time, in milliseconds. */
  readonly modifiedMs: number;
  /** SHA-256 of the first 64 KiB, as hexadecimal digits. */
  readonly headSha256: string;
}

const HEAD_BYTES = 64 * 1024;

/**
 * Identifies the inputs of a run with a checkpoint.
 *
 * @throws SettingsError for an input that can't be read again from the middle: standard input, a FIFO, or one file
 *   named twice.
 */
export async function identifyInputs(files: readonly string[]): Promise<readonly InputIdentity[]> {
  const repeated = files.find((file, position) => files.indexOf(file) !== position);
  if (repeated !== undefined) throw unfit(repeated, 'is named twice');
  return Promise.all(files.map(identify));
}

async function identify(file: string): Promise<InputIdentity> {
  if (file === '-') throw unfit('standard input', "can't be read again after a crash");
  const unreadable = (error: NodeJS.ErrnoException) => {
    throw unfit(file, `can't be read (${error.code})`);
  };
  // Looked at before it is opened: opening a FIFO waits until somebody writes to it.
  if (!(await stat(file).catch(unreadable)).isFile())
    throw unfit(file, "is not a regular file and can't be read again after a crash");
  const handle = await open(file, 'r').catch(unreadable);
  try {
    const stats = await handle.stat();
    return {
      name: file,
      path: resolve(file),
      size: stats.size,
      modifiedMs: stats.mtimeMs,
      headSha256: await hashOfHead(handle),
    };
  } finally {
    await handle.close();
  }
}

async function hashOfHead(handle: FileHandle): Promise<string> {
  const head = Buffer.alloc(HEAD_BYTES);
  const { bytesRead } = await handle.read(head, 0, HEAD_BYTES, 0);
  return createHash('sha256').update(head.subarray(0, bytesRead)).digest('hex');
}

function unfit(what: string, why: string): SettingsError {
  return new SettingsError(
    `--checkpoint: ${what} ${why}; give each regular file once, or leave out --checkpoint.`,
  );
}
