import { FirehoseClient, type FirehoseClientConfig } from '@aws-sdk/client-firehose';
import type { BufferPool } from './buffer-pool.ts';
import { bulkProtocol } from './bulk-protocol.ts';
import type { RecordIds } from './delivered-reply.ts';
import { sha256Constructor } from './sha256.ts';
import { makeUserAgentOnce } from './user-agent.ts';

/** What a tuned client is told beside the SDK's own settings. */
export interface TunedSettings {
  readonly pool: BufferPool;
  readonly recordIds: RecordIds;
}

/**
 * Makes the SDK's client for many calls of few operations: what is the same for each call is put together once, by
 * public means only.
 */
export function createTunedClient(config: FirehoseClientConfig, settings: TunedSettings): FirehoseClient {
  const protocol = bulkProtocol(settings);
  // With cacheMiddleware the SDK puts its middleware together once and not for each call.
  const sha256 = sha256Constructor();
  const client = new FirehoseClient({ ...config, protocol, sha256, cacheMiddleware: true });
  // It makes log lines for a logger that isn't there.
  client.middlewareStack.remove('loggerMiddleware');
  // With one attempt there is nothing to retry. Its place is kept, because the signing goes by it.
  client.middlewareStack.add((next) => next, {
    name: 'retryMiddleware',
    step: 'finalizeRequest',
    priority: 'high',
    override: true,
  });
  makeSignerOnce(client);
  makeUserAgentOnce(client);
  giveShape(client.config);
  return client;
}

/** The SDK makes a signer for each call; one asks the credentials provider each time as well. */
function makeSignerOnce({ config }: FirehoseClient): void {
  const makeSigner = config.signer;
  const signers = new Map<string, ReturnType<typeof makeSigner>>();
  config.signer = (authScheme) => {
    const key = JSON.stringify(authScheme ?? null);
    const signer = signers.get(key) ?? makeSigner(authScheme);
    signers.set(key, signer);
    return signer;
  };
}

/** More than V8 needs to see that an object is read often. */
const LOOKS = 100;

/**
 * Makes the SDK's configuration cheap to copy, which the SDK does three times a call: it has so many entries that V8
 * keeps it as a table, at 12 µs a copy, and 2 where it has a shape. V8 gives one to what objects inherit from, once they
 * are read. (Seen in Node 20 and 24.)
 */
function giveShape(config: FirehoseClient['config']): void {
  const heir = Object.create(config);
  for (let looks = 0; looks < LOOKS; looks += 1) regionOf(heir);
}

/** On its own, because V8 counts how often a function is called. */
const regionOf = ({ region }: FirehoseClient['config']) => region;
