import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  FirehoseClient,
  ListTagsForDeliveryStreamCommand,
  PutRecordBatchCommand,
  TagDeliveryStreamCommand,
} from '@aws-sdk/client-firehose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startLocalAws } from '../../src/local/local-aws.ts';
import {
  BUCKET,
  batchOf,
  createStream,
  deliveredText,
  objectsOnDisk,
  STREAM,
  startEmbedded,
  stateOf,
  storedTexts,
} from './embedded.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'durability-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

interface Served {
  readonly child: ChildProcess;
  readonly lines: string[];
  readonly firehose: FirehoseClient;
}

async function serve(): Promise<Served> {
  const script = join(import.meta.dirname, 'serve-until-told.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => lines.push(line));
  await expect.poll(() => lines.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(6);
  const endpoint = lines[1]?.split('=')[1] ?? '';
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  return {
    child,
    lines,
    firehose: new FirehoseClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 }),
  };
}

async function end({ child, firehose }: Served, signal: NodeJS.Signals): Promise<void> {
  firehose.destroy();
  child.kill(signal);
  await once(child, 'exit');
}

describe('a server that is killed', () => {
  it('has stored what it acknowledged, and the next one delivers it once', async () => {
    const served = await serve();
    await createStream(served.firehose);
    const Tags = [{ Key: 'team', Value: 'a' }];
    await served.firehose.send(new TagDeliveryStreamCommand({ DeliveryStreamName: STREAM, Tags }));
    const acknowledged = new Set<string>();
    const producers = Array.from({ length: 4 }, async (_, producer) => {
      for (let call = 0; ; call += 1) {
        const texts = Array.from({ length: 50 }, (_, index) => `${producer}-${call}-${index}\n`);
        await served.firehose.send(new PutRecordBatchCommand(batchOf(texts)));
        for (const text of texts) acknowledged.add(text);
        if (acknowledged.size > 5_000) served.child.kill('SIGKILL');
      }
    });
    const exit = once(served.child, 'exit');
    await Promise.allSettled(producers);
    await exit;
    served.firehose.destroy();

    const again = await startEmbedded({ dir });
    await again.aws.flush();
    const stored = await storedTexts(again.aws);
    expect(new Set(stored).size).toBe(stored.length);
    expect([...acknowledged].filter((text) => !stored.includes(text))).toEqual([]);
    expect(deliveredText(again.aws)).toBe(stored.join(''));
    expect((await stateOf(again.aws)).streams?.[STREAM]).toMatchObject({
      records: stored.length,
      objects: 1,
    });
    const tags = await again.firehose.send(
      new ListTagsForDeliveryStreamCommand({ DeliveryStreamName: STREAM }),
    );
    expect(tags.Tags).toEqual(Tags);
    await again.dispose();
  });

  it('delivers what is buffered when it is asked to stop, and says what came in', async () => {
    const served = await serve();
    await createStream(served.firehose);
    await served.firehose.send(new PutRecordBatchCommand(batchOf(['a\n', 'b\n'])));
    await end(served, 'SIGTERM');
    const again = await startEmbedded({ dir });
    expect(deliveredText(again.aws)).toBe('a\nb\n');
    await again.dispose();
    expect(served.lines.slice(1, 6)).toEqual([
      expect.stringMatching(/^export AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:\d+$/),
      'export AWS_REGION=us-east-1',
      'export AWS_DEFAULT_REGION=us-east-1',
      'export AWS_ACCESS_KEY_ID=local',
      'export AWS_SECRET_ACCESS_KEY=local',
    ]);
    expect(served.lines.join('\n')).toContain('alerts: +2 records, +4 bytes in 1 call; 2 records stored');
  });
});

describe('a restart', () => {
  it('leaves out a call that was torn in the middle of its writing', async () => {
    const first = await startEmbedded({ dir, faults: 'disk-full' });
    await createStream(first.firehose);
    await first.firehose.send(new PutRecordBatchCommand(batchOf(['a\n', 'b\n'])));
    await first.aws.close();
    const records = join(dir, 'state', 'records');
    const segment = (readdirSync(records, { recursive: true }) as string[]).find((name) =>
      name.endsWith('.segment'),
    );
    appendFileSync(join(records, segment ?? ''), Buffer.from([0, 0, 0, 90, 0, 0, 1, 0, 123]));
    const again = await startEmbedded({ dir });
    await again.aws.flush();
    expect(deliveredText(again.aws)).toBe('a\nb\n');
    expect(await storedTexts(again.aws)).toEqual(['a\n', 'b\n']);
    await again.dispose();
  });

  it('keeps the order of what is stored, and adds to it', async () => {
    for (const text of ['1', '2', '3']) {
      const embedded = await startEmbedded({ dir });
      if (text === '1') await createStream(embedded.firehose);
      await embedded.firehose.send(new PutRecordBatchCommand(batchOf([text])));
      await embedded.aws.close();
    }
    const last = await startEmbedded({ dir });
    expect(await storedTexts(last.aws)).toEqual(['1', '2', '3']);
    expect(objectsOnDisk(last.aws)).toHaveLength(3);
    await last.dispose();
  });

  it('delivers nothing again that was delivered', async () => {
    const first = await startEmbedded({ dir });
    await createStream(first.firehose);
    await first.firehose.send(new PutRecordBatchCommand(batchOf(['a\n'])));
    await first.aws.close();
    for (const [key] of objectsOnDisk(first.aws)) rmSync(join(first.aws.objectsDir, BUCKET, key));
    const again = await startEmbedded({ dir });
    await again.aws.flush();
    expect(objectsOnDisk(again.aws)).toEqual([]);
    await again.dispose();
  });

  it('refuses a folder that is in use, and a port that is taken', async () => {
    const first = await startEmbedded({ dir });
    await expect(startLocalAws({ dir })).rejects.toThrow(
      /^Another embedded AWS \(process \d+\) keeps its state in /,
    );
    const port = Number(new URL(first.aws.endpoint).port);
    await expect(startLocalAws({ dir: join(dir, 'other'), port })).rejects.toThrow(
      `Port ${port} of 127.0.0.1 is taken`,
    );
    await first.dispose();
  });
});
