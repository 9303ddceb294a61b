import { createResourceClients } from '../aws/resource-clients.ts';
import type { LocalAws } from '../local/local-aws.ts';
import { askAccount } from '../provision/account.ts';
import { explainRefusal } from '../provision/explain-refusal.ts';
import { createPlan, resourcesOf } from '../provision/plan.ts';
import { setUp } from '../provision/set-up.ts';
import { readMetadata } from '../settings/metadata.ts';
import { LOCAL_STREAM, type Settings } from '../settings/settings.ts';
import { resolveSetUp } from '../settings/setup-options.ts';

/** Bucket of the stream that a run makes where none is named; every other stream has the bucket that `setup` gives it. */
const LOCAL_BUCKET = 'local-bucket';
const POLL_MS = 50;
const TIMEOUT_MS = 60_000;

/** Sets the run's stream up on the embedded AWS, with all that `setup` makes on a real account and its usual settings. */
export async function setUpLocal(
  { endpoint: endpointUrl, region, credentials }: LocalAws,
  { stream: streamName, requestTimeoutMs }: Pick<Settings, 'stream' | 'requestTimeoutMs'>,
): Promise<void> {
  const settings = resolveSetUp({
    flags: { stream: streamName },
    environment: {},
    metadata: readMetadata(),
  });
  const { signal } = new AbortController();
  const connection = { region, profile: undefined, endpointUrl, credentials, requestTimeoutMs };
  const clients = await createResourceClients(connection, signal);
  try {
    const account = await askAccount(clients.sts, region);
    const bucketName = streamName === LOCAL_STREAM ? LOCAL_BUCKET : undefined;
    const plan = createPlan({ streamName, bucketName, settings }, account);
    const patience = { intervalMs: POLL_MS, timeoutMs: TIMEOUT_MS, signal, onWaiting: () => {} };
    await setUp(resourcesOf(plan, clients, { patience, data: 'keep' }), () => {});
  } catch (error) {
    throw explainRefusal(error) ?? error;
  } finally {
    clients.destroy();
  }
}
