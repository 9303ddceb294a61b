import { Readable } from 'node:stream';
import type { FirehoseClient } from '@aws-sdk/client-firehose';
import { HttpRequest, HttpResponse } from '@smithy/core/protocols';
import type { BufferPool } from './buffer-pool.ts';
import { type RecordIds, readDelivered } from './delivered-reply.ts';
import { headerTable } from './header-table.ts';
import { readBySdk, requestTemplate } from './sdk-machinery.ts';
import { sign, signedAgainWhenReady } from './signature-age.ts';
import type { CallOptions, FirehoseTransport } from './transport.ts';
import type { WireReply } from './wire/reply.ts';
import { requestBytes } from './wire/request-bytes.ts';
import type { Wire } from './wire/wire.ts';
import type { BatchSender, WrittenBatch } from './written-batch.ts';

/** What a fast sender works with. */
export interface FastParts {
  /** Signs, finds credentials and endpoint, and reads every reply that doesn't say that all went well. */
  readonly client: FirehoseClient;
  /** Makes all calls but PutRecordBatch. */
  readonly others: FirehoseTransport;
  readonly wire: Wire;
  readonly pool: BufferPool;
  readonly recordIds: RecordIds;
}

/**
 * PutRecordBatch calls on a shorter way than the SDK's: the body goes straight from a lent buffer to a connection,
 * signed by the client's own signer, and a reply that says that all went well isn't parsed. (Open: seen on the embedded
 * AWS only.)
 */
export function createFastSender(parts: FastParts): BatchSender {
  // The endpoint and the headers of a client don't change, so the SDK is asked for them once.
  let template: Promise<HttpRequest> | undefined;
  const sendBatch = async (batch: WrittenBatch, options: CallOptions) => {
    template ??= requestTemplate(parts.client).catch((error: unknown) => {
      // Such as credentials that can't be had at the moment: the next call asks again.
      template = undefined;
      throw error;
    });
    return send(parts, await template, batch, options);
  };
  return { send: parts.others.send, sendBatch: sendBatch as BatchSender['sendBatch'] };
}

async function send(
  { client, wire, pool, recordIds }: FastParts,
  template: HttpRequest,
  { streamName, body }: WrittenBatch,
  { abortSignal, onReady, onReplied }: CallOptions,
) {
  const call = { streamName, signedWithOffsetMs: client.config.systemClockOffset };
  const signed = await signedFor(client, template, body);
  const prepared = requestBytes(signed, body);
  const signedAgain = await signedAgainWhenReady(client, signed, onReady);
  const request = signedAgain ? requestBytes(signedAgain, body) : prepared;
  const reply = await wire.call(request, abortSignal).catch((error: unknown) => ({ error }));
  if ('error' in reply) {
    return readBySdk(client, call, () => {
      throw reply.error;
    });
  }
  if (reply.status === 200 && reply.body.kind === 'whole') onReplied?.();
  const delivered = deliveredOf(reply, recordIds);
  const output = delivered ?? (await readBySdk(client, call, () => responseOf(reply)));
  if (reply.body.kind === 'whole') pool.give(reply.body.bytes);
  return output;
}

function signedFor(client: FirehoseClient, template: HttpRequest, body: Buffer): Promise<HttpRequest> {
  const headers = headerTable(template.headers);
  headers['content-length'] = String(body.length);
  return sign(client, new HttpRequest({ ...template, headers, body }));
}

/** The answer where all went well; `undefined` where the SDK has to read the reply. */
function deliveredOf({ status, headers, body }: WireReply, recordIds: RecordIds) {
  if (status !== 200 || body.kind === 'broken') return undefined;
  const RequestResponses = readDelivered(body.bytes, recordIds);
  if (RequestResponses === undefined) return undefined;
  const requestId = headers['x-amzn-requestid'];
  return { FailedPutCount: 0, RequestResponses, $metadata: { httpStatusCode: 200, requestId } };
}

function responseOf({ status, reason, headers, body }: WireReply): HttpResponse {
  return new HttpResponse({
    statusCode: status,
    reason,
    headers: { ...headers },
    body: body.kind === 'whole' ? Readable.from([body.bytes]) : failing(body.error),
  });
}

const failing = (error: unknown) =>
  new Readable({
    read() {
      this.destroy(error as Error);
    },
  });
