import { rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { PIECE_BYTES } from '../../src/destination/lines.ts';
import type { LocalAws } from '../../src/local/local-aws.ts';
import {
  BUCKET,
  deleteObject,
  dropObject,
  keyOf,
  keysOf,
  putLines,
  putObject,
} from '../destination/support.ts';
import { LOCAL_CREDENTIALS } from '../support/clean-environment.ts';
import { makeStream, STREAM, startAws } from '../support/embedded.ts';
import { newQuickFolder } from '../support/folders.ts';
import { startCli } from '../support/run-cli.ts';
import { type MainOptions, type MainRun, runMain } from '../support/run-main.ts';

const HOUR_MS = 3_600_000;

function read(aws: LocalAws, args: readonly string[] = [], options: MainOptions = {}): Promise<MainRun> {
  const stream = args.includes('--stream') ? [] : ['--stream', STREAM];
  return runMain(['read', '--endpoint-url', aws.endpoint, ...stream, ...args], {
    ...options,
    environment: { ...LOCAL_CREDENTIALS, ...options.environment },
  });
}

const linesOf = (text: string) => text.split('\n').slice(0, -1);

describe('read', () => {
  it('prints the records of all objects in the order of their keys, and the keys on stderr', async () => {
    const aws = await startAws();
    await putLines(aws, ['{"n":1}', '{"n":2}']);
    await aws.flush();
    await putLines(aws, ['{"n":3}']);
    await aws.flush();
    const { code, stdout, stderr } = await read(aws);
    expect([code, linesOf(stderr)]).toEqual([0, keysOf(aws)]);
    expect(linesOf(stdout).sort()).toEqual(['{"n":1}', '{"n":2}', '{"n":3}']);
  });

  it('calls nothing of S3 but ListObjectsV2 and GetObject', async () => {
    const aws = await startAws();
    await putLines(aws, ['{"n":1}']);
    await aws.flush();
    await read(aws);
    const state = await fetch(`${aws.endpoint}/_local/state`);
    const { calls } = (await state.json()) as { readonly calls: Readonly<Record<string, unknown>> };
    const known = ['firehose:CreateDeliveryStream', 'firehose:PutRecordBatch'];
    expect(
      Object.keys(calls)
        .filter((name) => !known.includes(name))
        .sort(),
    ).toEqual(['firehose:DescribeDeliveryStream', 's3:GetObject', 's3:ListObjectsV2']);
  });

  it('prints a line that is longer than any record as it is', async () => {
    const aws = await startAws();
    const long = 'x'.repeat(PIECE_BYTES * 2 + 10);
    dropObject(aws, keyOf(1), long);
    dropObject(aws, keyOf(2), '{}');
    expect((await read(aws)).stdout).toBe(`${long}\n{}\n`);
  });

  it('begins behind a key, and ends at the limit', async () => {
    const aws = await startAws();
    const keys = [1, 2, 3].map((number) => keyOf(number));
    for (const [place, key] of keys.entries()) await putObject(aws, key, `${place}a\n${place}b\n`);
    const behind = await read(aws, ['--start-after', String(keys[0])]);
    expect(linesOf(behind.stdout)).toEqual(['1a', '1b', '2a', '2b']);
    const limited = await read(aws, ['--limit', '3']);
    expect(linesOf(limited.stdout)).toEqual(['0a', '0b', '1a']);
    expect(linesOf(limited.stderr)).toEqual(keys.slice(0, 2));
  });

  it('leaves out what was delivered before a time', async () => {
    const aws = await startAws();
    await putObject(aws, keyOf(1, { at: new Date(Date.now() - 50 * HOUR_MS) }), 'long ago\n');
    await putObject(aws, keyOf(2), 'now\n');
    expect((await read(aws, ['--since', '2h'])).stdout).toBe('now\n');
    const soon = new Date(Date.now() + HOUR_MS).toISOString();
    const none = await read(aws, ['--since', soon]);
    expect([none.code, none.stdout]).toEqual([0, '']);
    expect(none.stderr).toMatch(
      /^Stream alerts has no objects in bucket alerts that match; it delivers 300 s/,
    );
  });

  it('reads what lies under the error prefix, and decodes it', async () => {
    const aws = await startAws({ faults: 'delivered-to-errors=1' });
    await putLines(aws, ['{"n":1}']);
    await aws.flush();
    await putLines(aws, ['{"n":2}']);
    await aws.flush();
    expect((await read(aws)).stdout).toBe('{"n":2}\n');
    const { code, stdout } = await read(aws, ['--errors']);
    expect(code).toBe(0);
    expect(linesOf(stdout).map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ rawData: '{"n":1}\n', errorCode: 'Lambda.FunctionError', attemptsMade: 1 }),
    ]);
  });

  it('reads gzip in one member or several, by what it begins with', async () => {
    const aws = await startAws();
    const destination = {
      RoleARN: 'arn:aws:iam::123456789012:role/firehose',
      BucketARN: 'arn:aws:s3:::alerts',
    };
    const zipped = { ...destination, CompressionFormat: 'GZIP', Prefix: 'zipped/' };
    await makeStream(aws, 'zipped', { ExtendedS3DestinationConfiguration: zipped });
    await putLines(aws, ['{"n":1}'], 'zipped');
    await aws.flush();
    expect((await read(aws, ['--stream', 'zipped'])).stdout).toBe('{"n":1}\n');
    await putObject(aws, keyOf(1), Buffer.concat([gzipSync('a\nb'), gzipSync('c\nd')]));
    await putObject(aws, keyOf(2), 'e\n');
    // Behind a record without a newline the next object begins a line of its own.
    expect((await read(aws)).stdout).toBe('a\nbc\nd\ne\n');
  });

  it('tells an object that is cut, prints what could be read of it, and goes on', async () => {
    const aws = await startAws();
    const lines = Array.from(
      { length: 50_000 },
      (_, number) => `{"number":${number},"x":"${Math.sqrt(number)}"}`,
    );
    const whole = gzipSync(`${lines.join('\n')}\n`);
    // Made once: a key tells the second that it was made in.
    const cut = keyOf(1, { extension: '.gz' });
    await putObject(aws, cut, whole.subarray(0, whole.length / 2));
    await putObject(aws, keyOf(2), 'the next one\n');
    const { code, stdout, stderr } = await read(aws);
    const printed = linesOf(stdout);
    expect(code).toBe(1);
    expect(printed.length).toBeGreaterThan(10_000);
    expect(printed.slice(0, -1)).toEqual(lines.slice(0, printed.length - 1));
    expect(printed.at(-1)).toBe('the next one');
    expect(linesOf(stderr).filter((line) => line.startsWith('firehose-scenario:'))).toEqual([
      `firehose-scenario: ${cut} is cut: its gzip data break off.`,
    ]);
  });

  it('tells an object that is deleted while it reads, and goes on', async () => {
    const aws = await startAws();
    const keys = [1, 2, 3].map((number) => keyOf(number));
    for (const key of keys) await putObject(aws, key, `of ${key}\n`);
    const onStderr = (text: string) => {
      if (text === `${keys[0]}\n`) rmSync(join(aws.objectsDir, BUCKET, String(keys[1])));
    };
    const { code, stdout, stderr } = await read(aws, [], { onStderr });
    expect(code).toBe(1);
    expect(linesOf(stdout)).toEqual([`of ${keys[0]}`, `of ${keys[2]}`]);
    expect(stderr).toContain(`${keys[1]} is gone: it was deleted or replaced after it had been listed.`);
  });

  it('finds the new ones among 10,000 objects, page by page', async () => {
    const aws = await startAws({ dir: newQuickFolder() });
    const isNew = (number: number) => number % 500 === 499;
    const longAgo = new Date(Date.now() - 5 * HOUR_MS);
    for (let number = 0; number < 10_000; number += 1) {
      const file = dropObject(aws, keyOf(number), `${number}\n`);
      if (!isNew(number)) utimesSync(file, longAgo, longAgo);
    }
    const { code, stdout } = await read(aws, ['--since', '1h']);
    expect(code).toBe(0);
    expect(linesOf(stdout).map(Number)).toEqual(Array.from({ length: 20 }, (_, place) => place * 500 + 499));
  });

  it('ends quietly when its reader goes away', async () => {
    const aws = await startAws();
    await putObject(aws, keyOf(1), 'x'.repeat(99).concat('\n').repeat(50_000));
    const cli = startCli(['read', '--endpoint-url', aws.endpoint, '--stream', STREAM], {
      environment: LOCAL_CREDENTIALS,
    });
    cli.stdout.once('data', () => cli.stdout.destroy());
    const { code, killedBy, stderr } = await cli.ended;
    expect([code, killedBy, linesOf(stderr)]).toEqual([0, null, keysOf(aws)]);
  });

  it('ends with 130 at Ctrl-C', async () => {
    const aws = await startAws();
    for (const number of [1, 2]) await putObject(aws, keyOf(number), 'a\n');
    const { code } = await read(aws, [], { onStderr: (_, signal) => signal('SIGINT') });
    expect(code).toBe(130);
  });

  it('tells a stdout that can not be written, with 1', async () => {
    const aws = await startAws();
    await putObject(aws, keyOf(1), 'a\n');
    const stdoutError = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    const { code, stderr } = await read(aws, [], { stdoutError });
    expect(code).toBe(1);
    expect(stderr).toContain("stdout can't be written: no space left on device.");
  });

  it('tells a bucket that is gone, and a stream that is not there', async () => {
    const aws = await startAws();
    for (const key of keysOf(aws)) await deleteObject(aws, key);
    rmSync(join(aws.objectsDir, BUCKET), { recursive: true });
    const noBucket = await read(aws);
    expect(noBucket.code).toBe(254);
    expect(noBucket.stderr).toMatch(
      /^firehose-scenario: S3 refuses to read bucket alerts: NoSuchBucket: .*\n$/,
    );
    const noStream = await read(aws, ['--stream', 'other']);
    expect([noStream.code, noStream.stdout]).toEqual([254, '']);
    expect(noStream.stderr).toContain('ResourceNotFoundException');
  });

  it.each([
    [[], ['--stream']],
    [
      ['--stream', 'a', '--since', 'yesterday'],
      ['--since', '"yesterday"', '90s'],
    ],
    [
      ['--stream', 'a', '--limit', '0'],
      ['--limit', '"0"'],
    ],
    [
      ['--stream', 'a', '--report', 'r'],
      ['--report', '--compare'],
    ],
    [
      ['--stream', 'a', '--compare', 'x'],
      ['--compare', '--report'],
    ],
    [
      ['--stream', 'a', '--compare', 'x', '--report', 'r', '--errors'],
      ['--errors', '--compare'],
    ],
    [['--stream', 'a', '--compare', 'x', '--report', 'r', '--delimiter', 'none'], ['--delimiter none']],
  ])('refuses %j with 252 and one sentence', async (args, words) => {
    const { code, stdout, stderr } = await runMain(['read', ...args]);
    expect([code, stdout, linesOf(stderr)]).toEqual([252, '', [expect.any(String)]]);
    for (const word of words) expect(stderr).toContain(word);
  });
});
