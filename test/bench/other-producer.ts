import { setTimeout as sleep } from 'node:timers/promises';

/** A second producer on the same stream, that sends at a fixed rate and cares for nothing. */
export interface OtherProducer {
  takeFor(ms: number): Promise<void>;
  /** Its records that were stored. */
  accepted(): number;
}

const TICK_MS = 20;

/** @param bytesPerSecond - 0 for one that does nothing. */
export function createOtherProducer(
  endpoint: string,
  stream: string,
  bytesPerSecond: number,
  recordBytes: number,
): OtherProducer {
  let accepted = 0;
  const Data = Buffer.alloc(recordBytes, 'y').toString('base64');
  const put = async (count: number) => {
    const reply = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'Firehose_20150804.PutRecordBatch',
      },
      body: JSON.stringify({
        DeliveryStreamName: stream,
        Records: Array.from({ length: count }, () => ({ Data })),
      }),
    });
    const { FailedPutCount = count } = (await reply.json()) as { FailedPutCount?: number };
    accepted += count - FailedPutCount;
  };
  return {
    accepted: () => accepted,
    takeFor: async (ms) => {
      const start = performance.now();
      let due = 0;
      const calls: Promise<void>[] = [];
      while (bytesPerSecond > 0 && performance.now() - start < ms) {
        const owed = ((performance.now() - start) / 1_000) * (bytesPerSecond / recordBytes);
        const count = Math.min(500, Math.floor(owed - due));
        due += count;
        if (count > 0) calls.push(put(count));
        await sleep(TICK_MS);
      }
      await Promise.all(calls);
    },
  };
}
