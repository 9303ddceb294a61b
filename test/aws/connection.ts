import type { Connection } from '../../src/aws/clients.ts';

/** A connection to an endpoint, as most tests want it. */
export function connectionTo(endpointUrl: string, over: Partial<Connection> = {}): Connection {
  return {
    region: 'eu-west-1',
    profile: undefined,
    endpointUrl,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestTimeoutMs: 20_000,
    inFlight: 2,
    recordIds: 'read',
    transport: 'sdk',
    ...over,
  };
}
