import { PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { expect, it, onTestFinished } from 'vitest';
import { batchOf, createStream, startEmbedded, storedRecords } from '../local/embedded.ts';
import { codeBlock, readDocument, section } from './markdown.ts';

const HEADING = 'A producer that loses records';
const readme = readDocument('README.md');

it("loses as many of README's records as README says", async () => {
  const [, said = '', lost = ''] = /prints (\d+):.*?(\d+) entries/s.exec(section(readme, HEADING)) ?? [];
  const embedded = await startEmbedded({ faults: 'failed-entries=5%' });
  onTestFinished(() => embedded.dispose());
  await createStream(embedded.firehose);
  // The producer's own calls, through the SDK: faults depend on the number of a call and the place in it alone.
  for (let first = 0; first < 5_000; first += 500) {
    const texts = Array.from({ length: 500 }, (_, place) => `{"number":${first + place}}\n`);
    await embedded.firehose.send(new PutRecordBatchCommand(batchOf(texts)));
  }
  const stored = await storedRecords(embedded.aws);
  expect([stored.length, 5_000 - stored.length]).toEqual([Number(said), Number(lost)]);
});

it('is at most ten lines of Python that put what is counted above', () => {
  const lines = codeBlock(readme, HEADING, 'python').trimEnd().split('\n');
  expect(lines.filter((line) => line !== '').length).toBeLessThanOrEqual(10);
  expect(lines.join('\n')).toContain('range(0, len(lines), 500)');
  expect(lines.join('\n')).toContain('range(5000)');
});
