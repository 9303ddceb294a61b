import { SettingsError } from '../settings/settings-error.ts';

/**
 * Loads `.env` of the working directory into the environment; variables that are set already stay as they are.
 *
 * @param load - Node's own loader.
 * @throws SettingsError where the file is there and can't be read.
 */
export function loadEnvFile(load: () => void): void {
  try {
    load();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return;
    throw new SettingsError(`.env can't be read (${message}); mend it, or move it away.`, { cause: error });
  }
}
