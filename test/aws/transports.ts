import { FirehoseClient, type FirehoseClientConfig } from '@aws-sdk/client-firehose';
import { onTestFinished } from 'vitest';
import { createBufferPool } from '../../src/aws/buffer-pool.ts';
import type { RecordIds } from '../../src/aws/delivered-reply.ts';
import { createFastSender } from '../../src/aws/fast-sender.ts';
import type { FirehoseTransport } from '../../src/aws/transport.ts';
import { createTunedClient } from '../../src/aws/tuned-client.ts';
import { tunedSender } from '../../src/aws/tuned-sender.ts';
import { createWire } from '../../src/aws/wire/wire.ts';
import { writingTransport } from '../../src/aws/written-batch.ts';

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
  pool = createBufferPool(4),
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
  const fast = createFastSender({ client, others: tunedSender(client, pool), wire, pool, recordIds });
  return { plain, sdk: writingTransport(tunedSender(tuned, pool), pool), fast: writingTransport(fast, pool) };
}
