import { join, relative } from 'node:path';
import { waitUntilActive } from '../actions/describe-stream.ts';
import type { Clients } from '../aws/clients.ts';
import { askAgain } from '../delivery/ask-again.ts';
import { explainError } from '../delivery/explain-error.ts';
import type { LocalAws } from '../local/local-aws.ts';
import { bucketNameOf, describeDeliveryStream } from '../provision/stream.ts';
import type { Settings } from '../settings/settings.ts';
import { DOORS } from './doors.ts';

const DESCRIBE_INTERVAL_MS = 50;

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
      const { setUpLocal } = await DOORS.setUpLocal();
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
