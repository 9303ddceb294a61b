import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';

/** The loop that most would write: a line at a time, parsed and put together again, one call at a time. */
const [file = ''] = process.argv.slice(2);
const client = new FirehoseClient({});
let batch: { readonly Data: Uint8Array }[] = [];

async function send(): Promise<void> {
  const Records = batch;
  batch = [];
  const { FailedPutCount } = await client.send(
    new PutRecordBatchCommand({ DeliveryStreamName: 'bench', Records }),
  );
  if (FailedPutCount) throw new Error(`${FailedPutCount} entries failed.`);
}

for await (const line of createInterface({ input: createReadStream(file) })) {
  batch.push({ Data: Buffer.from(`${JSON.stringify(JSON.parse(line))}\n`) });
  if (batch.length === 500) await send();
}
if (batch.length > 0) await send();
