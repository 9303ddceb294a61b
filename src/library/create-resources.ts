import { createResourceClients, type ResourceConnection } from '../aws/resource-clients.ts';
import { askAccount } from '../provision/account.ts';
import { chooseBucket } from '../provision/choose-bucket.ts';
import { explainRefusal } from '../provision/explain-refusal.ts';
import { createPlan, resourcesOf } from '../provision/plan.ts';
import { type Outcome, setUp } from '../provision/set-up.ts';
import { SettingsError } from '../settings/settings-error.ts';
import { resolveSetUp } from '../settings/setup-options.ts';
import { renamed, settled } from './library-settings.ts';

/** What `createResources` is told; each option has the default of `setup`. */
export interface ResourceOptions {
  /** What the names of objects begin with; gets one slash at its end. @defaultValue 'logs/' */
  readonly prefix?: string;
  /** The same of objects with records that could not be delivered. @defaultValue 'error/' */
  readonly errorPrefix?: string;
  /** @defaultValue 'none' */
  readonly compression?: 'none' | 'gzip';
  /** Seconds until a buffer is delivered, 0 to 900. @defaultValue 60 */
  readonly bufferIntervalS?: number;
  /** MiB until a buffer is delivered, 1 to 128. @defaultValue 5 */
  readonly bufferMib?: number;
  /** Once it is aborted, no further call begins. */
  readonly signal?: AbortSignal;
  /** Told of each resource as it is done with, and of one that stays half-made before an error. */
  readonly onOutcome?: (outcome: Outcome) => void;
}

/** Streams take a minute or so to be made, and a role some seconds to be known everywhere (seen in provisioning tools). */
const TIMEOUT_MS = 300_000;
const POLL_MS = 1_000;

/** Makes what a stream needs, as `setup` does. */
export async function createResources(
  connection: ResourceConnection,
  { streamName, bucketName }: { readonly streamName: string; readonly bucketName: string | undefined },
  { signal = new AbortController().signal, onOutcome, ...options }: ResourceOptions,
): Promise<readonly Outcome[]> {
  const settings = settled({ ...options, stream: streamName, bucket: bucketName }, resolveSetUp);
  const clients = await createResourceClients(connection, signal);
  const outcomes: Outcome[] = [];
  const tell = (outcome: Outcome) => {
    outcomes.push(outcome);
    onOutcome?.(outcome);
  };
  try {
    const account = await askAccount(clients.sts, clients.region);
    const chosen = await chooseBucket({ stream: streamName, bucket: bucketName }, clients);
    const plan = createPlan({ streamName, bucketName: chosen, settings }, account);
    const patience = { intervalMs: POLL_MS, timeoutMs: TIMEOUT_MS, signal, onWaiting: () => {} };
    await setUp(resourcesOf(plan, clients, { patience, data: 'keep' }), tell);
    return outcomes;
  } catch (error) {
    throw error instanceof SettingsError ? renamed(error) : (explainRefusal(error) ?? error);
  } finally {
    clients.destroy();
  }
}
