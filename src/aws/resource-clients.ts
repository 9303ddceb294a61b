import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import { type Connection, clientConfig, endpointOf, timeouts } from './clients.ts';
import { named } from './named-calls.ts';

/** Where the calls about resources go, and who makes them. */
export type ResourceConnection = Pick<
  Connection,
  'region' | 'profile' | 'endpointUrl' | 'credentials' | 'requestTimeoutMs'
>;

/** What makes, looks at and removes resources. Here the SDK owns the retries: its standard mode, 3 attempts. */
export interface ResourceClients {
  readonly firehose: Pick<FirehoseClient, 'send'>;
  readonly s3: Pick<S3Client, 'send'>;
  readonly iam: Pick<IAMClient, 'send'>;
  readonly logs: Pick<CloudWatchLogsClient, 'send'>;
  readonly sts: Pick<STSClient, 'send'>;
  readonly region: string;
  /** Where Firehose calls go. */
  readonly endpoint: string;
  destroy(): void;
}

/**
 * Makes the clients and settles Region and credentials before the first call.
 *
 * @param signal - Once it is aborted, no further call begins.
 * @throws Error where there is no Region ("Region is missing"); CredentialsProviderError where there are no credentials.
 */
export async function createResourceClients(
  connection: ResourceConnection,
  signal: AbortSignal,
): Promise<ResourceClients> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const config = { ...clientConfig(connection), requestHandler: timeouts(connection.requestTimeoutMs) };
  const firehose = new FirehoseClient(config);
  const region = await firehose.config.region();
  await firehose.config.credentials();
  // One search for credentials serves all: a profile that asks its user would ask five times otherwise.
  const shared = { ...config, region, credentials: firehose.config.credentials };
  // Bucket names in front of an endpoint of one's own, such as localhost, would name hosts that there are not.
  const s3 = new S3Client({ ...shared, ...(connection.endpointUrl ? { forcePathStyle: true } : {}) });
  const iam = new IAMClient(shared);
  const logs = new CloudWatchLogsClient(shared);
  const sts = new STSClient(shared);
  return {
    firehose: named(firehose, 'firehose', signal),
    s3: named(s3, 's3', signal),
    iam: named(iam, 'iam', signal),
    logs: named(logs, 'logs', signal),
    sts: named(sts, 'sts', signal),
    region,
    endpoint: await endpointOf(firehose),
    destroy: () => {
      for (const client of [firehose, s3, iam, logs, sts]) client.destroy();
    },
  };
}
