import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it } from 'vitest';
import type { Connection } from '../../src/aws/clients.ts';
import { type LogService, openLogService } from '../../src/aws/log-service.ts';
import { startAws } from '../support/embedded.ts';

const HOUR_MS = 3_600_000;
const never = new AbortController().signal;

/** A log stream of an embedded AWS, whose group is there. */
async function openStream(): Promise<LogService> {
  const { endpoint, region, credentials } = await startAws();
  const client = new CloudWatchLogsClient({ endpoint, region, credentials });
  await client.send(new CreateLogGroupCommand({ logGroupName: 'logs' }));
  client.destroy();
  const connection: Connection = {
    ...{ region, profile: undefined, endpointUrl: endpoint, credentials },
    ...{ requestTimeoutMs: 10_000, inFlight: 1, recordIds: 'read', transport: 'sdk' },
  };
  const service = await openLogService(connection, { group: 'logs', stream: 'run', missingGroup: 'fail' });
  await service.create(never);
  return service;
}

describe('a log stream', () => {
  it('is taken as it is where it is there', async () => {
    const service = await openStream();
    await expect(service.create(never)).resolves.toBeUndefined();
    service.destroy();
  });

  it.each([
    [[0], 0],
    [[-15 * 24 * HOUR_MS], 1],
    [[3 * HOUR_MS], 1],
    [[0, 1, 3 * HOUR_MS, 3 * HOUR_MS], 2],
    [[-14 * 24 * HOUR_MS - 60_000, -14 * 24 * HOUR_MS - 60_000, -14 * 24 * HOUR_MS + 60_000], 2],
  ])('tells how many events it left out for their time (%j ms from now)', async (offsets, rejected) => {
    const service = await openStream();
    const now = Date.now();
    const events = offsets.map((offset) => ({ timestamp: now + offset, message: 'x' }));
    expect(await service.put(events, never)).toBe(rejected);
    service.destroy();
  });

  it('takes the largest batch', async () => {
    const service = await openStream();
    const timestamp = Date.now();
    const events = Array.from({ length: 4 }, () => ({ timestamp, message: 'x'.repeat(262_144 - 26) }));
    expect(await service.put(events, never)).toBe(0);
    await expect(service.put([...events, { timestamp, message: 'x' }], never)).rejects.toThrow(
      'Upload too large',
    );
    service.destroy();
  });
});
