import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { codeBlock, readDocument } from '../docs/markdown.ts';
import { createStream, startEmbedded, storedRecords } from '../local/embedded.ts';

const run = promisify(execFile);

test('README’s producer loses the records that README says, and says that it sent them', async () => {
  const embedded = await startEmbedded({ faults: 'failed-entries=5%' });
  const home = mkdtempSync(join(tmpdir(), 'producer-'));
  try {
    await createStream(embedded.firehose);
    const readme = readDocument('README.md');
    const producer = codeBlock(readme, 'A producer that loses records', 'python');
    const source = producer.replace('http://127.0.0.1:4566', embedded.aws.endpoint);
    const env = {
      PATH: '/usr/bin:/bin',
      HOME: home,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_DEFAULT_REGION: 'us-east-1',
    };
    const { stdout } = await run('/usr/bin/python3', ['-c', source], { env, cwd: home });
    expect(stdout).toBe('5000 records sent\n');
    expect(readme).toContain(`This prints ${(await storedRecords(embedded.aws)).length}:`);
  } finally {
    await embedded.dispose();
    rmSync(home, { recursive: true });
  }
});
