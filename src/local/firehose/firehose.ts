import { jsonError, jsonInput, jsonReply, unknownJsonOperation } from '../json-protocol.ts';
import { targetOf } from '../request-names.ts';
import type { Service } from '../service.ts';
import { countRefused, type PutContext, putRecord, putRecordBatch } from './puts.ts';
import { createStreamOperations } from './stream-operations.ts';

const TARGET = 'Firehose_20150804';

/** Amazon Data Firehose: AWS JSON 1.1, target `Firehose_20150804.OPERATION`. */
export function createFirehose(context: PutContext): Service {
  const operations = createStreamOperations(context);
  const isPut = (operation: string): boolean => operation === 'PutRecord' || operation === 'PutRecordBatch';

  return {
    name: 'firehose',
    claims: (request) => targetOf(request)?.prefix === TARGET,
    operationOf(request) {
      const operation = targetOf(request)?.operation ?? '';
      return isPut(operation) || Object.hasOwn(operations, operation) ? operation : undefined;
    },
    async handle(call) {
      if (call.operation === 'PutRecord') return putRecord(call, context);
      if (call.operation === 'PutRecordBatch') return putRecordBatch(call, context);
      const input = jsonInput(call.request);
      const reply = (await operations[call.operation]?.(input, call.number)) ?? {};
      if (call.operation === 'CreateDeliveryStream') {
        context.metrics.onCreated(String(input.DeliveryStreamName), call.request.receivedAt);
      }
      return jsonReply(call.request, reply);
    },
    refuse: jsonError,
    onRefused(call, error) {
      if (isPut(call.operation)) countRefused(call, context, error);
    },
    unknownOperation: unknownJsonOperation,
    async close() {
      await Promise.all(context.streams.all().map(({ delivery }) => delivery.close()));
    },
  };
}
