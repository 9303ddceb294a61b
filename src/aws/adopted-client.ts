import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { FirehoseClient } from '@aws-sdk/client-firehose';
import { type Clients, endpointOf } from './clients.ts';
import type { ResourceConnection } from './resource-clients.ts';

/** The clients of a run around a Firehose client of somebody else, which is used as it is and never destroyed. */
export async function adoptClient(firehose: FirehoseClient): Promise<Clients> {
  const { region, credentials } = firehose.config;
  const cloudWatch = new CloudWatchClient({ region, credentials });
  return {
    firehose,
    transport: firehose,
    isReadyAhead: false,
    cloudWatch,
    region: await region(),
    endpoint: await endpointOf(firehose),
    destroy: () => cloudWatch.destroy(),
  };
}

/** Where other services' calls go for a Firehose client of somebody else: its Region, its credentials, its endpoint. */
export async function connectionBeside(
  { config }: FirehoseClient,
  requestTimeoutMs: number,
): Promise<ResourceConnection> {
  return {
    region: await config.region(),
    profile: undefined,
    endpointUrl: await endpointGivenTo(config),
    credentials: config.credentials,
    requestTimeoutMs,
  };
}

/** An endpoint from the environment may be meant for Firehose alone, and each client finds its own there. */
async function endpointGivenTo(config: FirehoseClient['config']): Promise<string | undefined> {
  const endpoint = await config.endpoint?.();
  if (endpoint === undefined) return undefined;
  const { protocol, hostname, port, path } = endpoint;
  const { href } = new URL(`${protocol}//${hostname}${port ? `:${port}` : ''}${path}`);
  const configured = await config.serviceConfiguredEndpoint?.();
  return configured !== undefined && new URL(configured).href === href ? undefined : href;
}
