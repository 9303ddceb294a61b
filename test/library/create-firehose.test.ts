import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UnsettledError } from '../../src/actions/outcomes.ts';
import { createFirehose } from '../../src/library/create-firehose.ts';
import { packageRoot } from '../../src/settings/package-root.ts';
import { factsOf } from '../imports.ts';
import { CLEAN_ENVIRONMENT, LOCAL_CREDENTIALS, withEnvironment } from '../support/clean-environment.ts';
import { clientOf, startAws } from '../support/embedded.ts';
import { callsOf, isRead, NAMES, startEmpty } from '../support/resources.ts';
import { storedLines } from '../support/stored.ts';
import { openStream } from './embedded.ts';

const QUICK = { baseDelayMs: 1, maxDelayMs: 2 };

describe('putRecord', () => {
  it('delivers a record with its newline, and tells its id', async () => {
    const aws = await startAws();
    const outcome = await openStream(aws).putRecord({ a: 1 });
    expect(outcome).toEqual({
      status: 'delivered',
      recordId: expect.stringMatching(/./),
      attempts: 1,
      possiblyDuplicated: false,
    });
    await aws.flush();
    expect(storedLines(aws.dir)).toEqual(['{"a":1}']);
  });

  it.each([
    ['unavailable=1-2', { status: 'delivered' }],
    ['internal-failure', { status: 'undelivered', errorCode: 'InternalFailure', attempts: 3 }],
    ['poison:contains=a', { status: 'undelivered', errorCode: 'ValidationException', attempts: 0 }],
    ['reset-after=1', { status: 'delivered', attempts: 2, possiblyDuplicated: true }],
    ['reset-after=1-9', { status: 'undelivered', attempts: 3, maybeStored: true }],
  ])('with %s ends as %j', async (faults, expected) => {
    const aws = await startAws({ faults });
    expect(await openStream(aws).putRecord('a', { ...QUICK, attempts: 3 })).toMatchObject(expected);
  });

  it('never sends what can not be a record', async () => {
    const aws = await startAws();
    const outcome = await openStream(aws).putRecord('a'.repeat(1_024_000));
    expect(outcome).toMatchObject({ status: 'undelivered', errorCode: 'too-large', attempts: 0 });
    expect(await callsOf(aws)).not.toHaveProperty(['firehose:PutRecord']);
  });

  it('throws where the stream is not there, with the cause', async () => {
    const aws = await startAws();
    const sent = openStream(aws, { streamName: 'nobody' }).putRecord('a');
    await expect(sent).rejects.toBeInstanceOf(UnsettledError);
    await expect(sent).rejects.toMatchObject({
      outcomes: [{ status: 'pending', attempts: 0, maybeStored: false }],
      cause: { name: 'ResourceNotFoundException' },
    });
  });

  it('throws where its signal is aborted, and sends nothing', async () => {
    const aws = await startAws();
    const sent = openStream(aws).putRecord('a', { signal: AbortSignal.abort(new Error('enough')) });
    await expect(sent).rejects.toMatchObject({ cause: { message: 'enough' } });
    await aws.flush();
    expect(storedLines(aws.dir)).toEqual([]);
  });
});

describe('createResources', () => {
  it('makes what a stream needs, once', async () => {
    const aws = await startEmpty();
    const firehose = openStream(aws, { bucketName: 'my-bucket' });
    const told: string[] = [];
    const made = await firehose.createResources({
      prefix: 'mine',
      bufferIntervalS: 0,
      onOutcome: ({ kind }) => told.push(kind),
    });
    expect(made.map(({ kind, name, status }) => [kind, name, status])).toEqual([
      ['S3 bucket', 'my-bucket', 'made'],
      ['IAM role', NAMES.role, 'made'],
      ['log group', NAMES.logGroup, 'made'],
      ['Firehose stream', NAMES.stream, 'made'],
    ]);
    expect(told).toEqual(made.map(({ kind }) => kind));
    const before = await callsOf(aws);
    const again = await openStream(aws).createResources({ prefix: 'mine', bufferIntervalS: 0 });
    expect(again.map(({ name, status }) => [name, status])).toEqual(made.map(({ name }) => [name, 'found']));
    const after = await callsOf(aws);
    const changed = Object.keys(after).filter((call) => after[call] !== before[call] && !isRead(call));
    expect(changed).toEqual([]);
  });

  it('leaves what belongs to others, and says so', async () => {
    const aws = await startAws();
    await expect(openStream(aws).createResources()).rejects.toMatchObject({
      name: 'RunError',
      code: 'NotOurs',
    });
  });

  it('tells a refused call by its name', async () => {
    const aws = await startEmpty({ faults: 'access-denied@CreateRole' });
    await expect(openStream(aws).createResources()).rejects.toThrow('iam:CreateRole is refused');
  });

  it('names a bad option as a program does', async () => {
    const aws = await startEmpty();
    await expect(openStream(aws).createResources({ bufferMib: 0 })).rejects.toThrow(
      /^bufferMib: "0" is not allowed/,
    );
    await expect(openStream(aws, { bucketName: 'A' }).createResources()).rejects.toThrow(/^bucketName: "A"/);
  });
});

describe('readDelivered', () => {
  it('gives back every record that was sent', async () => {
    const aws = await startEmpty();
    const firehose = openStream(aws);
    await firehose.createResources({ compression: 'gzip' });
    await firehose.putRecordBatch([{ a: 1 }, 'two', Buffer.from('three')]);
    await aws.flush();
    const found: [string, string[]][] = [];
    for await (const { key, records } of firehose.readDelivered()) {
      const texts: string[] = [];
      for await (const record of records) texts.push(record.toString());
      found.push([key, texts]);
    }
    expect(found).toEqual([[expect.stringMatching(/^logs\/\d{4}\//), ['{"a":1}\n', 'two\n', 'three\n']]]);
  });

  it('refuses a stream that is not there, and a bucket that is gone', async () => {
    const aws = await startAws();
    const read = (streamName: string) => openStream(aws, { streamName }).readDelivered().next();
    await expect(read('nobody')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    rmSync(join(aws.objectsDir, 'alerts'), { recursive: true });
    await expect(read('alerts')).rejects.toMatchObject({ name: 'RunError', code: 'NoSuchBucket' });
  });
});

describe('the client', () => {
  it('is made by the SDK’s own rules where none is given', async () => {
    const aws = await startEmpty();
    const environment = { ...CLEAN_ENVIRONMENT, ...LOCAL_CREDENTIALS, AWS_ENDPOINT_URL: aws.endpoint };
    await withEnvironment(environment, async () => {
      const firehose = createFirehose({ streamName: 'alerts' });
      await firehose.createResources();
      expect(await firehose.putRecordBatch(['a'])).toMatchObject({ delivered: 1 });
      firehose.destroy();
    });
    await aws.flush();
    expect(storedLines(aws.dir)).toEqual(['a']);
  });

  it('that is missing its Region is told by the SDK before anything is read, and looked for again', async () => {
    const aws = await startAws();
    const firehose = createFirehose({ streamName: 'alerts' });
    const { AWS_REGION: _, ...noRegion } = LOCAL_CREDENTIALS;
    await withEnvironment({ ...CLEAN_ENVIRONMENT, ...noRegion }, () =>
      expect(firehose.putRecord('a')).rejects.toThrow('Region is missing'),
    );
    const environment = { ...CLEAN_ENVIRONMENT, ...LOCAL_CREDENTIALS, AWS_ENDPOINT_URL: aws.endpoint };
    const sent = await withEnvironment(environment, () => firehose.putRecord('a'));
    expect(sent.status).toBe('delivered');
    firehose.destroy();
  });

  it('of somebody else is used as it is, and not destroyed', async () => {
    const aws = await startAws();
    const client = clientOf(aws);
    const operations: string[] = [];
    client.middlewareStack.add((next, { commandName }) => (args) => {
      operations.push(commandName ?? '');
      return next(args);
    });
    const firehose = openStream(aws, { client });
    await firehose.putRecord('a');
    firehose.destroy();
    await firehose.putRecordBatch(['b']);
    expect(operations).toEqual(['PutRecordCommand', 'PutRecordBatchCommand']);
  });

  it('gives its Region, credentials and endpoint to the other services', async () => {
    const aws = await startEmpty();
    await withEnvironment(CLEAN_ENVIRONMENT, () => openStream(aws).createResources());
    expect(await callsOf(aws)).toMatchObject({
      'iam:CreateRole': 1,
      's3:CreateBucket': 1,
      'logs:CreateLogGroup': 1,
    });
  });
});

it('a bad name or number is refused by the name that a program knows', async () => {
  expect(() => createFirehose({ streamName: 'two words' })).toThrow(
    /^streamName: "two words" is not allowed/,
  );
  const firehose = createFirehose({ streamName: 'alerts' });
  await expect(firehose.putRecordBatch([], { inFlight: 0 })).rejects.toThrow(/^inFlight: "0" is not allowed/);
  await expect(firehose.putRecord('a', { baseDelayMs: 9, maxDelayMs: 8 })).rejects.toThrow(
    'baseDelayMs (9) is above maxDelayMs (8)',
  );
});

/** Every package that is loaded with a file of `src`, at once and not lazily. */
function packagesOf(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return new Set();
  seen.add(file);
  const imports = factsOf(readFileSync(file, 'utf8')).imports.filter(({ kind }) => kind === 'value');
  const found = imports.map(({ specifier }) =>
    specifier.startsWith('.') ? packagesOf(join(file, '..', specifier), seen) : [specifier],
  );
  return new Set(found.flatMap((names) => [...names]));
}

it('a program that only sends loads the SDK’s clients of Firehose and CloudWatch alone', () => {
  const loaded = [...packagesOf(join(packageRoot(), 'src', 'index.ts'))];
  expect(loaded.filter((name) => name.startsWith('@aws-sdk/client-')).toSorted()).toEqual([
    '@aws-sdk/client-cloudwatch',
    '@aws-sdk/client-firehose',
  ]);
});
