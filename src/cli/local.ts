import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { waitUntilActive } from '../actions/describe-stream.ts';
import type { Clients } from '../aws/clients.ts';
import { askAgain } from '../delivery/ask-again.ts';
import { explainError } from '../delivery/explain-error.ts';
import type { LocalAws, LocalAwsOptions } from '../local/local-aws.ts';
import { bucketNameOf, describeDeliveryStream } from '../provision/stream.ts';
import type { Settings } from '../settings/settings.ts';
import { SettingsError } from '../settings/settings-error.ts';

const DESCRIBE_INTERVAL_MS = 50;

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

/**
 * Sees to the run's stream through the API, as any client would: one that is there is used as it is.
 *
 * @returns The bucket that it delivers to.
 */
export async function prepareLocalStream(
  { firehose, endpoint }: Clients,
  local: LocalAws,
  settings: Settings,
): Promise<string> {
  const { stream } = settings;
  try {
    if (!(await askAgain(() => describeDeliveryStream(firehose, stream)))) {
      // Four more SDK clients, which a run on a stream that is there has no use for.
      const { setUpLocal } = await import('./set-up-local.ts');
      await setUpLocal(local, settings);
    }
    await waitUntilActive(firehose, stream, { intervalMs: DESCRIBE_INTERVAL_MS });
    const described = await describeDeliveryStream(firehose, stream);
    return (described && bucketNameOf(described)) ?? '';
  } catch (error) {
    // Faults can be ordered for every operation, these included.
    throw explainError(error, { stream, endpoint });
  }
}

/** The folder of a bucket's objects. */
export function localObjects(local: LocalAws, bucket: string): string {
  return relative('', join(local.objectsDir, bucket));
}

/** Three lines to paste: look at an object, the same with faults, the same on a stream of one's own. */
export async function nextSteps(objects: string): Promise<string> {
  const entries = await readdir(objects, { recursive: true, withFileTypes: true });
  const object = entries.find((entry) => entry.isFile());
  const lines = [
    object ? `head -n 3 ${join(object.parentPath, object.name)}` : `ls -R ${objects}`,
    'npx tsx src/scenario.ts --local --faults failed-entries=5%,unavailable=2%,seed=1',
    'npx tsx src/scenario.ts --stream NAME --region REGION',
  ];
  return [
    '',
    'Look at an object, run it with faults, run it on your own stream:',
    ...lines.map((line) => `  ${line}`),
  ].join('\n');
}
