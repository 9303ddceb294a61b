import { FirehoseClient, type FirehoseClientConfig } from '@aws-sdk/client-firehose';
import { onTestFinished } from 'vitest';
import { createBufferPool } from '../../src/aws/buffer-pool.ts';
import type { RecordIds } from '../../src/aws/delivered-reply.ts';
import { createFastTransport } from '../../src/aws/fast-transport.ts';
import type { FirehoseTransport } from '../../src/aws/transport.ts';
import { createTunedClient, tunedTransport } from '../../src/aws/tuned-client.ts';
import { createWire } from '../../src/aws/wire/wire.ts';

/** The SDK as it comes, the client that we tune, and the shorter way. */
export interface Transports {
  readonly plain: FirehoseTransport;
  readonly sdk: FirehoseTransport;
  readonly fast: FirehoseTransport;
}

/** The three of them with the same settings, each with a client of its own. */
export function transportsTo(
  endpoint: string,
  over: FirehoseClientConfig = {},
  recordIds: RecordIds = 'read',
  requestTimeoutMs = 20_000,
): Transports {
  const config = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: {
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
      socketTimeout: requestTimeoutMs,
    },
    ...over,
  };
  const pool = createBufferPool(4);
  const settings = { pool, recordIds };
  const clients = [
    new FirehoseClient(config),
    createTunedClient(config, settings),
    createTunedClient(config, settings),
  ] as const;
  const times = { requestTimeoutMs, connectTimeoutMs: requestTimeoutMs };
  const wire = createWire({ origin: new URL(endpoint), times, pool }, 4);
  onTestFinished(() => {
    wire.destroy();
    for (const client of clients) client.destroy();
  });
  const [plain, tuned, client] = clients;
  const others = tunedTransport(client, pool);
  const fast = createFastTransport({ client, others, wire, pool, recordIds });
  return { plain, sdk: tunedTransport(tuned, pool), fast };
}
