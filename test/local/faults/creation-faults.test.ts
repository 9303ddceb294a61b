import { DescribeDeliveryStreamCommand, PutRecordCommand } from '@aws-sdk/client-firehose';
import { expect, it, onTestFinished } from 'vitest';
import { createStream, record, STREAM, startEmbedded } from '../embedded.ts';

const order = 'creating-failed=1:code=KMS_ACCESS_DENIED:message=No use of the key.';

it('creating-failed makes a stream that never becomes ACTIVE and says why', async () => {
  const { firehose, dispose } = await startEmbedded({ faults: order });
  onTestFinished(dispose);
  await createStream(firehose);
  await createStream(firehose, {}, 'second');
  const describe = async (DeliveryStreamName: string) =>
    (await firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName })))
      .DeliveryStreamDescription;
  expect(await describe(STREAM)).toMatchObject({
    DeliveryStreamStatus: 'CREATING_FAILED',
    FailureDescription: { Type: 'KMS_ACCESS_DENIED', Details: 'No use of the key.' },
  });
  expect((await describe('second'))?.DeliveryStreamStatus).toBe('ACTIVE');
  const put = new PutRecordCommand({ DeliveryStreamName: STREAM, Record: record('a') });
  await expect(firehose.send(put)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

it('a stream that will fail is CREATING at first', async () => {
  const { firehose, dispose } = await startEmbedded({ faults: order, creatingMs: 60_000 });
  onTestFinished(dispose);
  await createStream(firehose);
  const { DeliveryStreamDescription: description } = await firehose.send(
    new DescribeDeliveryStreamCommand({ DeliveryStreamName: STREAM }),
  );
  expect(description?.DeliveryStreamStatus).toBe('CREATING');
  expect(description?.FailureDescription).toBeUndefined();
});
