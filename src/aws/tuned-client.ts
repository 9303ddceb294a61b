import { type ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { FirehoseClient, type FirehoseClientConfig, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import type { BufferPool } from './buffer-pool.ts';
import { bulkProtocol, giveBody } from './bulk-protocol.ts';
import type { RecordIds } from './delivered-reply.ts';
import { sha256Constructor } from './sha256.ts';
import type { CallOptions } from './transport.ts';
import { makeUserAgentOnce } from './user-agent.ts';
import type { BatchSender } from './written-batch.ts';

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

/**
 * The client's `send` with an abort signal that doesn't cost the cached middleware: the SDK puts it together anew for
 * each call that comes with options, so the signal takes another way to the wire.
 */
export function tunedSender(client: FirehoseClient, pool: BufferPool): BatchSender {
  const signals = new WeakMap<object, AbortSignal>();
  client.middlewareStack.add(
    (next) => async (args) => {
      const { body } = args.request as { readonly body?: unknown };
      const abortSignal = signals.get(args.input);
      const { requestHandler } = client.config;
      let isSent = false;
      try {
        const result = abortSignal
          ? await requestHandler.handle(args.request as never, { abortSignal }).then(withoutOutput)
          : await next(args);
        const request = requestOf(result.response);
        isSent = request?.writableFinished === true;
        if (!isSent) hearErrors(request?.socket);
        return result as Awaited<ReturnType<typeof next>>;
      } finally {
        if (!isSent && body instanceof Uint8Array) pool.forget(body);
      }
    },
    // The place closest to the wire.
    { step: 'deserialize', priority: 'low', name: 'wire' },
  );
  const send = (command: { readonly input: object }, { abortSignal }: CallOptions = {}) => {
    if (abortSignal) signals.set(command.input, abortSignal);
    return client.send(command as never);
  };
  return {
    send: send as BatchSender['send'],
    sendBatch: ({ streamName, body }, options) => {
      const command = new PutRecordBatchCommand({ DeliveryStreamName: streamName, Records: [] });
      giveBody(command.input, body);
      return send(command, options) as ReturnType<BatchSender['sendBatch']>;
    },
  };
}

/** The request of a reply. When the reply's head is there it may still be on its way: Node goes on sending behind that. */
function requestOf(response: unknown): ClientRequest | undefined {
  const { body } = response as { readonly body?: unknown };
  // `req` is what Node calls it.
  return body instanceof IncomingMessage ? (body as { readonly req?: ClientRequest }).req : undefined;
}

/**
 * Node lets go of a connection with the end of a reply, even where it still sends: an error of that would then be heard
 * by nobody, and end the process. (Seen in Node 20.)
 */
function hearErrors(socket: Socket | null | undefined): void {
  if (socket && !socket.listeners('error').includes(ignore)) socket.on('error', ignore);
}

const ignore = () => {};

/** What the SDK's middleware hands on from the wire; the deserialiser adds the output. */
const withoutOutput = ({ response }: { readonly response: unknown }) => ({ response, output: undefined });
