import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Settings } from '../settings/settings.ts';
import { SettingsError } from '../settings/settings-error.ts';

type OutputFiles = Pick<Settings, 'deadLetter' | 'receipts' | 'checkpoint'>;

/**
 * Makes sure before the first call that the files of a run can be made: they are never written over others (those of a
 * checkpoint's earlier run are gone on with), and one that can't be made in the middle of a run would stop it there.
 *
 * @throws SettingsError that names option and file.
 */
export function refuseUnusableFiles({ deadLetter, receipts, checkpoint }: OutputFiles): void {
  if (checkpoint === undefined || !existsSync(checkpoint)) {
    refuseExisting('--dead-letter', deadLetter);
    refuseExisting('--receipts', receipts);
  }
  refuseUnmakeable('--dead-letter', deadLetter);
  refuseUnmakeable('--receipts', receipts);
  if (deadLetter !== undefined && receipts !== undefined && resolve(deadLetter) === resolve(receipts)) {
    throw new SettingsError(`--dead-letter and --receipts both name ${receipts}; name two files.`);
  }
}

function refuseExisting(flag: string, file: string | undefined): void {
  if (file === undefined || !existsSync(file)) return;
  throw new SettingsError(`${flag}: ${file} exists and is not written over; name another file.`);
}

function refuseUnmakeable(flag: string, file: string | undefined): void {
  if (file === undefined) return;
  try {
    accessSync(dirname(file), constants.W_OK);
  } catch (cause) {
    const message = `${flag}: ${file} can't be made, because its folder is missing or can't be written; make it, or name another file.`;
    throw new SettingsError(message, { cause });
  }
}
