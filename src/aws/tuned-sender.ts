import { type ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import type { HttpRequest } from '@smithy/core/protocols';
import type { BufferPool } from './buffer-pool.ts';
import { giveBody } from './bulk-protocol.ts';
import { sharedSignal } from './shared-signal.ts';
import { signedAgainWhenReady } from './signature-age.ts';
import type { CallOptions } from './transport.ts';
import type { BatchSender } from './written-batch.ts';

/**
 * The client's `send` with options that don't cost the cached middleware: the SDK puts it together anew for each call
 * that comes with some, so they take another way to the wire.
 */
export function tunedSender(client: FirehoseClient, pool: BufferPool): BatchSender {
  const told = new WeakMap<object, CallOptions>();
  client.middlewareStack.add(
    (next) => async (args) => {
      const { body } = args.request as { readonly body?: unknown };
      const { abortSignal, onReady, onReplied } = told.get(args.input) ?? {};
      const { requestHandler } = client.config;
      let isSent = false;
      const signedAgain = await signedAgainWhenReady(client, args.request as HttpRequest, onReady);
      const request = signedAgain ?? args.request;
      try {
        const result = abortSignal
          ? await requestHandler.handle(request as never, shared(abortSignal)).then(withoutOutput)
          : await next({ ...args, request });
        const reply = replyOf(result.response);
        isSent = reply?.req?.writableFinished === true;
        if (!isSent) hearErrors(reply?.socket);
        if (reply?.statusCode === 200 && onReplied) reply.once('end', onReplied);
        return result as Awaited<ReturnType<typeof next>>;
      } finally {
        if (!isSent && body instanceof Uint8Array) pool.forget(body);
      }
    },
    // The place closest to the wire.
    { step: 'deserialize', priority: 'low', name: 'wire' },
  );
  const send = (command: { readonly input: object }, options: CallOptions = {}) => {
    told.set(command.input, options);
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

/** A reply whose head is here. What Node calls `req` may still be on its way: Node goes on sending behind that. */
type Reply = IncomingMessage & { readonly req?: ClientRequest };

function replyOf(response: unknown): Reply | undefined {
  const { body } = response as { readonly body?: unknown };
  return body instanceof IncomingMessage ? body : undefined;
}

/**
 * Node lets go of a connection with the end of a reply, even where it still sends: an error of that would then be heard
 * by nobody, and end the process. (Seen in Node 20.)
 */
function hearErrors(socket: Socket | undefined): void {
  if (socket && !socket.listeners('error').includes(ignore)) socket.on('error', ignore);
}

const ignore = () => {};

/** What the SDK's middleware hands on from the wire; the deserialiser adds the output. */
const withoutOutput = ({ response }: { readonly response: unknown }) => ({ response, output: undefined });
