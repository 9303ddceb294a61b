import { PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { expect, it } from 'vitest';
import { observed } from '../../src/aws/observed.ts';
import type { CallOptions, FirehoseTransport } from '../../src/aws/transport.ts';

it('tells when a call that waited for its turn went on the wire', async () => {
  const send = async (_: object, options: CallOptions) => {
    await options.onReady?.();
    return { FailedPutCount: 0, RequestResponses: [{ RecordId: 'id' }] };
  };
  const times: number[] = [];
  const transport = observed({ send } as unknown as FirehoseTransport, ({ sentAt }) => times.push(sentAt));
  let turnAt = 0;
  const onReady = async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    turnAt = performance.now();
  };
  const Records = [{ Data: new Uint8Array(1) }];
  const command = new PutRecordBatchCommand({ DeliveryStreamName: 'alerts', Records });
  await transport.send(command, { onReady } as object);
  expect(times).toHaveLength(1);
  expect(times[0]).toBeGreaterThanOrEqual(turnAt);
});
