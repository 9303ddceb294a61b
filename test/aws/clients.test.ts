import { PutRecordBatchCommand, PutRecordCommand } from '@aws-sdk/client-firehose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failureOfCall } from '../../src/actions/failures.ts';
import { type Clients, type Connection, createClients } from '../../src/aws/clients.ts';
import { accepts, isSilent, refuses } from '../actions/replies.ts';
import { type ScriptedServer, type Step, startScriptedServer } from '../actions/scripted-server.ts';
import { connectionTo } from './connection.ts';

let server: ScriptedServer;
let clients: Clients | undefined;
beforeEach(async () => {
  for (const variable of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE', 'AWS_ENDPOINT_URL']) {
    vi.stubEnv(variable, undefined);
  }
  // Otherwise the files of whoever runs the tests would decide.
  vi.stubEnv('AWS_CONFIG_FILE', '/nowhere/config').stubEnv(
    'AWS_SHARED_CREDENTIALS_FILE',
    '/nowhere/credentials',
  );
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  server = await startScriptedServer();
});
afterEach(async () => {
  clients?.destroy();
  vi.unstubAllEnvs();
  await server.close();
});

async function connect(over: Partial<Connection> = {}): Promise<Clients> {
  clients = await createClients(connectionTo(server.endpoint, over));
  return clients;
}

async function put({ firehose }: Clients): Promise<unknown> {
  const command = new PutRecordCommand({ DeliveryStreamName: 'alerts', Record: { Data: Buffer.from('a') } });
  return firehose.send(command).catch((error) => error);
}

/** Begins a reply and never ends it. */
const stalls: Step = ({ response }) => {
  response.writeHead(200, { 'content-length': '1000' }).write('{');
};

describe('createClients', () => {
  it('makes one attempt a call, because retries have another owner', async () => {
    server.play([], refuses(503, 'ServiceUnavailableException'));
    expect(await put(await connect())).toMatchObject({ name: 'ServiceUnavailableException' });
    expect(server.calls).toHaveLength(1);
  });

  it.each([
    ['comes', isSilent('stored')],
    ['ends', stalls],
  ])('ends a call whose reply never %s, and nobody knows what it stored', async (_what, step) => {
    server.play([step], accepts);
    const error = await put(await connect({ requestTimeoutMs: 150 }));
    expect(failureOfCall(error).failureClass).toBe('ambiguous');
  });

  it('tells Region and endpoint that calls really go to', async () => {
    expect(await connect()).toMatchObject({ region: 'eu-west-1', endpoint: server.endpoint });
    const regional = await connect({ endpointUrl: undefined });
    expect(regional.endpoint).toBe('https://firehose.eu-west-1.amazonaws.com');
  });

  it("takes the Region from the option, else AWS_REGION, else the AWS CLI's AWS_DEFAULT_REGION", async () => {
    vi.stubEnv('AWS_DEFAULT_REGION', 'eu-north-1');
    expect((await connect({ region: undefined })).region).toBe('eu-north-1');
    vi.stubEnv('AWS_REGION', 'us-west-2');
    expect((await connect({ region: undefined })).region).toBe('us-west-2');
    expect((await connect({ region: 'eu-west-1' })).region).toBe('eu-west-1');
  });

  it('refuses to begin without a Region, or without credentials', async () => {
    await expect(connect({ region: undefined })).rejects.toThrow('Region is missing');
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined).stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
    await expect(connect({ credentials: undefined })).rejects.toMatchObject({
      name: 'CredentialsProviderError',
    });
  });
});

describe.each(['sdk', 'fast'] as const)('the transport %s', (transport) => {
  const expired = refuses(400, 'ExpiredTokenException');
  const send = (made: Clients) => {
    const Records = [{ Data: Buffer.from('a') }];
    const command = new PutRecordBatchCommand({ DeliveryStreamName: 'alerts', Records });
    return made.transport.send(command, { abortSignal: new AbortController().signal });
  };

  it('looks for new credentials once when the old ones have expired', async () => {
    server.play([expired], accepts);
    expect((await send(await connect({ transport }))).FailedPutCount).toBe(0);
    expect(server.stored).toEqual(['a']);
    server.play([expired, expired], accepts);
    await expect(send(await connect({ transport }))).rejects.toMatchObject({ name: 'ExpiredTokenException' });
    expect(server.calls).toHaveLength(2);
  });

  it('puts the middleware of the SDK together once for all calls', async () => {
    server.play([], accepts);
    const made = await connect({ transport });
    let builds = 0;
    const counted = <Next>(next: Next) => {
      builds += 1;
      return next;
    };
    made.firehose.middlewareStack.add(counted, { step: 'initialize', name: 'counted' });
    for (let call = 0; call < 3; call += 1) await send(made);
    expect(builds).toBe(1);
  });
});
