import type { PutRecordBatchCommandInput } from '@aws-sdk/client-firehose';
import { AwsJson1_1Protocol } from '@aws-sdk/core/protocols';
import { batchBodyLength, writeBatchBody } from './batch-body.ts';
import type { BufferPool } from './buffer-pool.ts';
import { deliveredEntries } from './delivered-reply.ts';

type ProtocolSettings = ConstructorParameters<typeof AwsJson1_1Protocol>[0];
type Serialize = AwsJson1_1Protocol['serializeRequest'];
type Deserialize = AwsJson1_1Protocol['deserializeResponse'];

/** What a bulk protocol is told beside the SDK's own settings. */
export interface BulkSettings {
  readonly pool: BufferPool;
  /** Whether anybody asks for the ids of delivered records. */
  readonly recordIds: 'read' | 'skipped';
}

/** Reads a reply into a lent buffer of its announced length; one that is longer grows out of it. */
async function collectReply(
  pool: BufferPool,
  { headers, body }: Parameters<Deserialize>[2],
): Promise<Buffer> {
  let reply = pool.take(Number(headers['content-length'] ?? 0) || USUAL_REPLY_BYTES);
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    if (length + chunk.length > reply.length)
      reply = Buffer.concat([reply, chunk], 2 * (length + chunk.length));
    reply.set(chunk, length);
    length += chunk.length;
  }
  return reply.subarray(0, length);
}

/** 500 entries with ids of 224 characters. (Seen in published traces of the service.) */
const USUAL_REPLY_BYTES = 128 * 1024;

/**
 * Makes the SDK's protocol with two shortcuts for PutRecordBatch: the body is written straight into a lent buffer, and
 * a reply that says that all went well isn't parsed. All the rest, and every other reply, is the SDK's own.
 */
export function bulkProtocol({
  pool,
  recordIds,
}: BulkSettings): new (
  settings: ProtocolSettings,
) => AwsJson1_1Protocol {
  return class BulkProtocol extends AwsJson1_1Protocol {
    override async serializeRequest(
      ...[operation, input, context]: Parameters<Serialize>
    ): ReturnType<Serialize> {
      if (operation.name !== 'PutRecordBatch') return super.serializeRequest(operation, input, context);
      const { DeliveryStreamName = '', Records = [] } = input as PutRecordBatchCommandInput;
      const records = Records.map(({ Data }) => Data);
      if (!records.every((data) => data instanceof Uint8Array) || records.length === 0) {
        return super.serializeRequest(operation, input, context);
      }
      const request = await super.serializeRequest(operation, { DeliveryStreamName, Records: [] }, context);
      const buffer = pool.take(batchBodyLength(DeliveryStreamName, records));
      request.body = writeBatchBody(buffer, DeliveryStreamName, records);
      return request;
    }

    override async deserializeResponse<Output extends { $metadata: object }>(
      ...[operation, context, response]: Parameters<Deserialize>
    ): Promise<Output> {
      if (operation.name === 'PutRecordBatch' && response.statusCode === 200 && recordIds === 'skipped') {
        const body = await collectReply(pool, response);
        const RequestResponses = deliveredEntries(body);
        if (RequestResponses) {
          pool.give(body);
          const $metadata = this.deserializeMetadata(response);
          return { FailedPutCount: 0, RequestResponses, $metadata } as unknown as Output;
        }
        response.body = body;
      }
      return super.deserializeResponse<Output & { $metadata: object }>(operation, context, response);
    }
  };
}
