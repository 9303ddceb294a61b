import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { FirehoseClient, ListDeliveryStreamsCommand } from '@aws-sdk/client-firehose';
import { getEndpointFromInstructions } from '@smithy/core/endpoints';
import { createBufferPool } from './buffer-pool.ts';
import type { RecordIds } from './delivered-reply.ts';
import { createFastSender } from './fast-sender.ts';
import { renewing } from './renewing.ts';
import type { FirehoseTransport } from './transport.ts';
import { createTunedClient } from './tuned-client.ts';
import { tunedSender } from './tuned-sender.ts';
import { createWire } from './wire/wire.ts';
import { writingTransport } from './written-batch.ts';

/** An access key. */
interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Where calls go, and who makes them. What is undefined is found by the SDK's own rules. */
export interface Connection {
  readonly region: string | undefined;
  readonly profile: string | undefined;
  readonly endpointUrl: string | undefined;
  readonly credentials: Credentials | (() => Promise<Credentials>) | undefined;
  /** How long one call may take, in milliseconds. */
  readonly requestTimeoutMs: number;
  readonly recordIds: RecordIds;
  /** Who makes PutRecordBatch calls: the SDK's client, or our own shorter way. */
  readonly transport: 'sdk' | 'fast';
  /** Calls on the wire at once, at most. */
  readonly inFlight: number;
}

/** The SDK's clients of one run, with Region, credentials and endpoint settled. */
export interface Clients {
  readonly firehose: FirehoseClient;
  /** The Firehose client, with new credentials where the old ones have expired. */
  readonly transport: FirehoseTransport;
  /** Whether calls can be made ready while others are on the wire: the transport heeds `onReady` of CallOptions. */
  readonly isReadyAhead: boolean;
  readonly cloudWatch: CloudWatchClient;
  /** Region and endpoint that Firehose calls really go to. */
  readonly region: string;
  readonly endpoint: string;
  destroy(): void;
}

const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Makes the SDK's clients and settles Region and credentials before the first call.
 *
 * @throws Error where there is no Region ("Region is missing"); CredentialsProviderError where there are no credentials.
 */
export async function createClients(connection: Connection): Promise<Clients> {
  const config = sharedConfig(connection);
  const connectTimeoutMs = Math.min(CONNECT_TIMEOUT_MS, connection.requestTimeoutMs);
  const made: FirehoseClient[] = [];
  // A call on the wire has a body, and then a reply; one more body may be ready.
  const pool = createBufferPool(2 * connection.inFlight + 1);
  const { requestTimeoutMs, recordIds, inFlight } = connection;
  const makeClient = () => {
    const client = createTunedClient(config, { pool, recordIds });
    made.push(client);
    return client;
  };
  const firehose = makeClient();
  const cloudWatch = new CloudWatchClient(config);
  const region = await firehose.config.region();
  await firehose.config.credentials();
  const endpoint = await endpointOf(firehose);
  const times = { requestTimeoutMs, connectTimeoutMs };
  const wire = createWire({ origin: new URL(endpoint), times, pool }, inFlight);
  const destroy = () => {
    for (const client of made) client.destroy();
    cloudWatch.destroy();
    wire.destroy();
  };
  const connect = (client: FirehoseClient) => {
    const others = tunedSender(client, pool);
    const isFast = connection.transport === 'fast';
    return isFast ? createFastSender({ client, others, wire, pool, recordIds }) : others;
  };
  const sender = renewing(connect(firehose), () => connect(makeClient()));
  const transport = writingTransport(sender, pool);
  return { firehose, transport, isReadyAhead: true, cloudWatch, region, endpoint, destroy };
}

/** The Region that calls go to, without a look for credentials. Throws where there is none, as createClients does. */
export async function regionOf(connection: Connection): Promise<string> {
  const client = new FirehoseClient(sharedConfig(connection));
  return client.config.region().finally(() => client.destroy());
}

/** What every client of a connection is made with: one attempt a call, and an end to each wait. */
export function sharedConfig(connection: Connection) {
  // The SDK warns of a Node version that it will leave behind in 2027; a user of this program can't act on it.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  return {
    ...clientConfig(connection),
    // Retries have one owner, src/actions/retry.ts; a second one would multiply them.
    maxAttempts: 1,
    requestHandler: {
      ...timeouts(connection.requestTimeoutMs),
      httpAgent: { maxSockets: connection.inFlight, keepAlive: true },
      httpsAgent: { maxSockets: connection.inFlight, keepAlive: true },
    },
  };
}

/** How long a client waits: for a connection, and `requestTimeoutMs` for a reply and between two pieces of it. */
export function timeouts(requestTimeoutMs: number) {
  return {
    requestTimeout: requestTimeoutMs,
    // Without this the SDK only warns of a late reply, and waits on.
    throwOnRequestTimeout: true,
    // The request's own timeout ends with the reply's headers: a reply that stops in the middle would be awaited for ever.
    socketTimeout: requestTimeoutMs,
    connectionTimeout: Math.min(CONNECT_TIMEOUT_MS, requestTimeoutMs),
  };
}

/** Where a connection's calls go and who makes them, as every client of the SDK takes it. */
export function clientConfig({
  region,
  profile,
  endpointUrl,
  credentials,
}: Pick<Connection, 'region' | 'profile' | 'endpointUrl' | 'credentials'>) {
  // The SDK reads AWS_REGION only; the AWS CLI's variable is honoured too.
  const fallbackRegion = process.env.AWS_REGION ? undefined : process.env.AWS_DEFAULT_REGION;
  const chosenRegion = region ?? fallbackRegion;
  return {
    ...(chosenRegion ? { region: chosenRegion } : {}),
    ...(profile ? { profile } : {}),
    ...(endpointUrl ? { endpoint: endpointUrl } : {}),
    ...(credentials ? { credentials } : {}),
    // Both can be asked for in the environment, and neither goes with an endpoint that brings its own credentials.
    ...(typeof credentials === 'object' ? { useFipsEndpoint: false, useDualstackEndpoint: false } : {}),
  };
}

/** The address that calls really go to, by the SDK's own rules: option, environment, profile, else the Region's. */
export async function endpointOf(firehose: FirehoseClient): Promise<string> {
  const { url } = await getEndpointFromInstructions({}, ListDeliveryStreamsCommand, { ...firehose.config });
  return url.origin;
}
