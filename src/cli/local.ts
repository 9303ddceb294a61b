import { join } from 'node:path';
import type { LocalAws, LocalAwsOptions } from '../local/local-aws.ts';
import type { Settings } from '../settings/settings.ts';
import { SettingsError } from '../settings/settings-error.ts';

/** Starts the embedded AWS. It is loaded only now, because other commands don't need it. */
export async function startLocal(options: LocalAwsOptions): Promise<LocalAws> {
  const { startLocalAws } = await import('../local/local-aws.ts');
  try {
    return await startLocalAws(options);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.name === 'LocalOptionError') throw new SettingsError(error.message, { cause: error });
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new SettingsError(
      `The embedded AWS can't keep its files in ${options.dir} (${code}); name another folder.`,
      {
        cause: error,
      },
    );
  }
}

/** Starts the embedded AWS of a run, in a folder of its own unless one is named. */
export function startLocalOfRun({ localDir, faults }: Settings, runId: string): Promise<LocalAws> {
  return startLocal({ dir: localDir ?? join('.firehose-local', runId), faults: faults ?? '' });
}
