import { type ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import type { BufferPool } from './buffer-pool.ts';
import { giveBody } from './bulk-protocol.ts';
import { sharedSignal } from './shared-signal.ts';
import type { CallOptions } from './transport.ts';
import type { BatchSender } from './written-batch.ts';

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
          ? await requestHandler.handle(args.request as never, shared(abortSignal)).then(withoutOutput)
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

const shared = (signal: AbortSignal) => ({ abortSignal: sharedSignal(signal) as AbortSignal });

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
