import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createDispatch } from '../../src/local/dispatch.ts';
import { startServer } from '../../src/local/server.ts';
import type { Service } from '../../src/local/service.ts';

/** What every SDK client of these tests is made with. */
export interface ClientSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
}

/** An empty folder that is gone when the test is over. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'local-aws-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Serves the services until the test is over; a fault of their own makes the test fail. */
export async function serve(...services: readonly Service[]): Promise<ClientSettings> {
  const faults: unknown[] = [];
  const dispatch = createDispatch(
    services,
    (_service, _call, proceed) => proceed(),
    (error) => faults.push(error),
  );
  const server = await startServer(0, dispatch);
  onTestFinished(async () => {
    await server.close();
    for (const service of services) await service.close?.();
    if (faults.length > 0) throw new AggregateError(faults, 'a service failed by itself');
  });
  return {
    endpoint: `http://127.0.0.1:${server.port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
}
