import {
  DescribeDeliveryStreamCommand,
  PutRecordBatchCommand,
  PutRecordCommand,
} from '@aws-sdk/client-firehose';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createStream,
  deliveredText,
  type Embedded,
  objectsOnDisk,
  record,
  STREAM,
  startEmbedded,
} from './embedded.ts';

let embedded: Embedded;
afterEach(() => embedded.dispose());

describe('an embedded AWS', () => {
  it('delivers the records of both puts verbatim into one object when it closes', async () => {
    embedded = await startEmbedded();
    const { aws, firehose } = embedded;
    await createStream(firehose);
    const one = await firehose.send(
      new PutRecordCommand({ DeliveryStreamName: STREAM, Record: record('one\n') }),
    );
    expect(one.RecordId).toHaveLength(224);
    const Records = ['two\n', '', 'three'].map(record);
    const batch = await firehose.send(new PutRecordBatchCommand({ DeliveryStreamName: STREAM, Records }));
    expect(batch.FailedPutCount).toBe(0);
    expect(new Set(batch.RequestResponses?.map(({ RecordId }) => RecordId?.length))).toEqual(new Set([224]));
    await aws.close();
    expect(deliveredText(aws)).toBe('one\ntwo\nthree');
    expect(objectsOnDisk(aws)[0]?.[0]).toMatch(
      /^\d{4}\/\d\d\/\d\d\/\d\d\/alerts-1-\d{4}(-\d\d){5}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    );
  });

  it('creates a stream in a moment: CREATING, then ACTIVE', async () => {
    embedded = await startEmbedded({ creatingMs: 300 });
    await createStream(embedded.firehose);
    const status = async () => {
      const command = new DescribeDeliveryStreamCommand({ DeliveryStreamName: STREAM });
      return (await embedded.firehose.send(command)).DeliveryStreamDescription?.DeliveryStreamStatus;
    };
    expect(await status()).toBe('CREATING');
    await expect.poll(status).toBe('ACTIVE');
  });
});
