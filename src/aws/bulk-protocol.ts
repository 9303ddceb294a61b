import type { Readable } from 'node:stream';
import { AwsJson1_1Protocol } from '@aws-sdk/core/protocols';
import type { BufferPool } from './buffer-pool.ts';
import { collectReply } from './collect-reply.ts';
import { type RecordIds, readDelivered } from './delivered-reply.ts';
import { headerTable } from './header-table.ts';

type ProtocolSettings = ConstructorParameters<typeof AwsJson1_1Protocol>[0];
type Serialize = AwsJson1_1Protocol['serializeRequest'];
type Deserialize = AwsJson1_1Protocol['deserializeResponse'];

/** What a bulk protocol is told beside the SDK's own settings. */
export interface BulkSettings {
  readonly pool: BufferPool;
  readonly recordIds: RecordIds;
}

const bodies = new WeakMap<object, Buffer>();

/** Makes a bulk protocol send this body in place of what it would write for a command's input. */
export function giveBody(input: object, body: Buffer): void {
  bodies.set(input, body);
}

/**
 * Makes the SDK's protocol with two shortcuts for PutRecordBatch: the body is written before, straight into a lent
 * buffer, and a reply that says that all went well isn't parsed. All the rest, and every other reply, is the SDK's own.
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
      const request = await super.serializeRequest(operation, input, context);
      const body = bodies.get(input);
      if (body) {
        request.body = body;
        request.headers = headerTable(request.headers);
        request.headers['content-length'] = String(body.length);
      }
      // The SDK keeps a client's first input with the middleware that it caches.
      bodies.delete(input);
      return request;
    }

    override async deserializeResponse<Output extends { $metadata: object }>(
      ...[operation, context, response]: Parameters<Deserialize>
    ): Promise<Output> {
      if (operation.name === 'PutRecordBatch' && response.statusCode === 200) {
        const body = await collectReply(response.body as Readable, pool, response.headers['content-length']);
        await requestsWritten();
        const RequestResponses = readDelivered(body, recordIds);
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

/**
 * Lets a call that waited for this one's place go first: Node writes a request in a tick of its own, behind all promises
 * that can be settled.
 */
const requestsWritten = () =>
  new Promise<void>((resolve) => process.nextTick(() => process.nextTick(resolve)));
