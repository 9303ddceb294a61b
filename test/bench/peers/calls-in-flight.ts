import { createReadStream } from 'node:fs';
import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';

/** The SDK as it is, eight calls at once; lines are cut out of the file's blocks, so that the SDK is what it costs. */
const [file = ''] = process.argv.slice(2);
const IN_FLIGHT = 8;
const NEWLINE = 0x0a;
const client = new FirehoseClient({});

async function* batches(): AsyncGenerator<{ readonly Data: Uint8Array }[]> {
  let rest: Buffer = Buffer.alloc(0);
  let batch: { readonly Data: Uint8Array }[] = [];
  for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
    const block = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = block.indexOf(NEWLINE); end >= 0; end = block.indexOf(NEWLINE, start)) {
      batch.push({ Data: block.subarray(start, end + 1) });
      start = end + 1;
      if (batch.length < 500) continue;
      yield batch;
      batch = [];
    }
    rest = block.subarray(start);
  }
  if (batch.length > 0) yield batch;
}

const source = batches();
async function worker(): Promise<void> {
  for (let next = await source.next(); !next.done; next = await source.next()) {
    const command = new PutRecordBatchCommand({ DeliveryStreamName: 'bench', Records: next.value });
    const { FailedPutCount } = await client.send(command);
    if (FailedPutCount) throw new Error(`${FailedPutCount} entries failed.`);
  }
}

await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
