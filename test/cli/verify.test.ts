import { readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalAws } from '../../src/local/local-aws.ts';
import { raw } from '../actions/replies.ts';
import { type ScriptedServer, startScriptedServer } from '../actions/scripted-server.ts';
import { BUCKET, keysOf, putLines } from '../destination/support.ts';
import { LOCAL_CREDENTIALS } from '../support/clean-environment.ts';
import { runAgainst, startAws } from '../support/embedded.ts';
import { newFile } from '../support/folders.ts';
import { alertLines, asFile, stdinOf } from '../support/input.ts';
import { type MainOptions, runLocal, runMain } from '../support/run-main.ts';
import { storedBytes } from '../support/stored.ts';

const lines = alertLines(120);
const data = newFile(asFile(lines));
const ALL = { expected: 120, found: 120, missing: 0 };

const verify = (args: readonly string[] = [], options: MainOptions = {}) =>
  runLocal(['--verify', '--data', data, ...args], options);

/** A run against an embedded AWS of its own, which delivers when the run waits for CloudWatch's numbers. */
function verifyAgainst(aws: LocalAws, args: readonly string[] = [], whenDelivered: () => void = () => {}) {
  const onStderr = (text: string) => {
    if (text.includes('waiting for CloudWatch')) void aws.flush().then(whenDelivered);
  };
  const waits = ['--metrics-deadline-s', '1', '--verify-deadline-s', '1'];
  return runAgainst(aws, ['--verify', '--data', data, ...waits, ...args], { onStderr });
}

const startLateMetrics = (faults = '') => startAws({ metricsLagMs: 600_000, faults });

describe('--verify on the embedded AWS', () => {
  it('proves that every record arrived, and leaves nothing behind', async () => {
    const { code, report, logs } = await verify();
    expect(code).toBe(0);
    expect(report.verification).toEqual({
      ...{ verdict: 'proven', reason: null, ...ALL, duplicated: 0, explained: 0, foreign: 0 },
      ...{ inErrorPrefix: 0, objects: 1, bytes: asFile(lines).length, unreadable: 0 },
      ...{ waitedS: expect.any(Number), samples: [] },
    });
    expect(logs.filter(({ level }) => Number(level) > 30)).toEqual([]);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('firehose-scenario-'))).toEqual([]);
  });

  it('says so in the text', async () => {
    const { stdout } = await runMain([
      '--local',
      '--local-dir',
      join(data, '..', 'aws'),
      '--verify',
      '--data',
      data,
    ]);
    expect(stdout).toContain('\n  S3              proven: 120 of 120 found in S3, 1 object read\n');
  });

  it('sees records that were delivered twice', async () => {
    const { code, report, logs } = await verify(['--faults', 'delivered-twice']);
    expect(code).toBe(0);
    expect(report.verification).toMatchObject({
      verdict: 'duplicated',
      ...ALL,
      duplicated: 120,
      explained: 0,
    });
    expect(logs.find(({ msg }) => msg === 'delivery not proven')).toMatchObject({
      level: 40,
      verdict: 'duplicated',
    });
  });

  it('sees duplicates that a call without an answer explains', async () => {
    const { code, report } = await verify(['--faults', 'reset-after@PutRecordBatch=1']);
    expect([code, report.ledger.possiblyDuplicated]).toEqual([0, 20]);
    expect(report.verification).toMatchObject({
      verdict: 'duplicated',
      ...ALL,
      duplicated: 20,
      explained: 20,
    });
  });

  it('waits for what is delivered late', async () => {
    const { code, report } = await verify(['--faults', 'delivered-late:ms=300', '--verify-deadline-s', '20']);
    expect([code, report.verification?.verdict]).toEqual([0, 'proven']);
    expect(report.verification?.waitedS).toBeGreaterThan(0.25);
  });

  it('misses what comes after the deadline, with 1 and the first places, and without a payload', async () => {
    const late = ['--faults', 'delivered-late:ms=3600000', '--verify-deadline-s', '0'];
    const { code, report, stdout, stderr } = await verify(late);
    expect([code, report.exitCode]).toEqual([1, 1]);
    expect(report.verification).toMatchObject({ verdict: 'missing', expected: 120, found: 0, missing: 120 });
    const places = lines.map((_, index) => asFile(lines.slice(0, index)).length);
    expect(report.verification?.samples).toEqual(
      places.slice(0, 5).map((offset) => ({ file: data, offset })),
    );
    expect(`${stdout}${stderr}`).not.toContain('alert_level');
  });

  it('misses what lies under the error prefix, and says that it is there', async () => {
    const { code, report } = await verify(['--faults', 'delivered-to-errors']);
    expect(code).toBe(1);
    expect(report.verification).toMatchObject({ verdict: 'missing', missing: 120, inErrorPrefix: 120 });
    expect(report.verification?.reason).toContain('120 of them lie under the error prefix');
  });

  it('expects only what the ledger calls delivered', async () => {
    const { code, report } = await verify(['--faults', 'poison:contains=10.0.0.77']);
    expect([code, report.ledger.undelivered]).toEqual([1, 1]);
    expect(report.verification).toMatchObject({ verdict: 'proven', expected: 119, found: 119 });
  });

  it('proves what came from standard input, which nobody can read twice', async () => {
    const { report } = await runLocal(['--verify', '--data', '-'], { stdin: stdinOf(asFile(lines)) });
    expect(report.verification).toMatchObject({ verdict: 'proven', ...ALL });
  });

  it('ends its wait at Ctrl-C, and then knows nothing for certain', async () => {
    const late = [
      '--faults',
      'delivered-late:ms=3600000',
      '--verify-deadline-s',
      '600',
      '--log-level',
      'debug',
    ];
    let sent = false;
    // The metrics are complete at once, so the first signal that comes behind the last call meets the wait.
    const onStderr = (text: string, signal: (name: 'SIGINT') => void) => {
      if (sent || !text.includes('PutRecordBatch')) return;
      sent = true;
      setTimeout(() => signal('SIGINT'), 1_500);
    };
    const { code, report } = await verify(late, { onStderr });
    expect([code, report.stoppedBy]).toEqual([0, null]);
    expect(report.verification).toMatchObject({ verdict: 'inconclusive', missing: 120 });
  });

  it('is skipped where nothing was delivered', async () => {
    const { code, report } = await verify(['--faults', 'access-denied']);
    expect([code, report.verification?.verdict]).toEqual([254, 'skipped']);
  });

  it.each(['ListObjectsV2', 'DescribeDeliveryStream'])(
    'sends nothing where %s is denied',
    async (operation) => {
      const { code, report, stderr, dir } = await verify([
        '--faults',
        `error@${operation}:code=AccessDenied:status=403`,
      ]);
      expect([code, report.ledger.read]).toEqual([254, 0]);
      expect(stderr).toContain('AccessDenied');
      expect(storedBytes(join(dir, 'objects'))).toHaveLength(0);
    },
  );

  it('ends with 254 where objects may be listed and not read', async () => {
    const { code, report } = await verify(['--faults', 'error@GetObject:code=AccessDenied:status=403']);
    expect([code, report.ledger.delivered, report.verification]).toEqual([254, 120, null]);
    expect(report.error?.message).toContain('S3 refuses to read bucket local-bucket: AccessDenied');
  });
});

describe('--verify on a stream of somebody', () => {
  it('sees what was deleted after it had been delivered', async () => {
    const aws = await startLateMetrics();
    const deleteAll = () => {
      for (const key of keysOf(aws)) rmSync(join(aws.objectsDir, BUCKET, key));
    };
    const { code, report } = await verifyAgainst(aws, [], deleteAll);
    expect(code).toBe(1);
    expect(report.verification).toMatchObject({ verdict: 'missing', expected: 120, missing: 120 });
  });

  it("proves a second run of the same records, and doesn't take the first one's for them", async () => {
    const aws = await startLateMetrics('delivered-late=3:ms=3600000');
    const first = await verifyAgainst(aws);
    expect(first.report.verification).toMatchObject({ verdict: 'proven', ...ALL });
    const second = await verifyAgainst(aws);
    expect(second.report.verification).toMatchObject({ verdict: 'proven', ...ALL, objects: 1 });
    const third = await verifyAgainst(aws);
    expect(third.code).toBe(1);
    expect(third.report.verification).toMatchObject({ verdict: 'missing', found: 0, missing: 120 });
  });

  it('can not tell equal records of an earlier run that were still in the buffer', async () => {
    const aws = await startLateMetrics();
    await putLines(aws, lines);
    // The time in a key has whole seconds.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const { code, report, logs } = await verifyAgainst(aws);
    expect(code).toBe(0);
    expect(report.verification).toMatchObject({
      verdict: 'inconclusive',
      ...ALL,
      duplicated: 120,
      explained: 0,
    });
    expect(logs.find(({ msg }) => msg === 'delivery not proven')).toMatchObject({ level: 40 });
  });

  it('can not tell where others send to the same stream', async () => {
    const aws = await startLateMetrics();
    await putLines(aws, ['{"of":"others"}']);
    const { code, report } = await verifyAgainst(aws);
    expect(code).toBe(0);
    expect(report.verification).toMatchObject({ verdict: 'inconclusive', ...ALL, foreign: 1 });
  });
});

describe('--verify refuses', () => {
  let server: ScriptedServer;
  beforeAll(async () => {
    server = await startScriptedServer();
  });
  afterAll(() => server.close());

  it.each([
    ['a transform', { ProcessingConfiguration: { Enabled: true } }],
    ['a format conversion', { DataFormatConversionConfiguration: { Enabled: true } }],
    ['a dynamic partitioning', { DynamicPartitioningConfiguration: { Enabled: true } }],
    ['Snappy', { CompressionFormat: 'Snappy' }],
  ])('a stream with %s with 252, before anything is sent', async (what, more) => {
    const ExtendedS3DestinationDescription = { BucketARN: 'arn:aws:s3:::b', ...more };
    const description = { Destinations: [{ ExtendedS3DestinationDescription }] };
    server.play([], raw(200, JSON.stringify({ DeliveryStreamDescription: description }), 'not stored'));
    const args = ['--endpoint-url', server.endpoint, '--stream', 'alerts', '--data', data, '--verify'];
    const { code, stderr } = await runMain(args, { environment: LOCAL_CREDENTIALS });
    expect(code).toBe(252);
    expect(stderr).toContain(what);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(server.calls.map(({ operation }) => operation)).toEqual(['DescribeDeliveryStream']);
  });

  it('a stream that delivers elsewhere', async () => {
    const description = { Destinations: [{ SplunkDestinationDescription: {} }] };
    server.play([], raw(200, JSON.stringify({ DeliveryStreamDescription: description }), 'not stored'));
    const args = ['--endpoint-url', server.endpoint, '--stream', 'alerts', '--data', data, '--verify'];
    const { code, stderr } = await runMain(args, { environment: LOCAL_CREDENTIALS });
    expect([code, stderr]).toEqual([252, expect.stringContaining("doesn't deliver to S3")]);
  });

  it('--delimiter none', async () => {
    const { code, stderr } = await runMain(['--local', '--verify', '--delimiter', 'none', '--data', data]);
    expect([code, stderr]).toEqual([252, expect.stringContaining('--delimiter none')]);
  });
});

it('the text of a report with a proof keeps its width', async () => {
  const { stdout } = await runMain([
    ...['--local', '--local-dir', join(data, '..', 'other'), '--data', data],
    ...['--verify', '--verify-deadline-s', '0', '--faults', 'delivered-late:ms=3600000'],
  ]);
  expect(stdout).toContain('missing: 0 of 120 found in S3');
  const free = stdout.split('\n').filter((line) => !line.includes(data) && !line.includes('objects'));
  expect(Math.max(...free.map((line) => line.length))).toBeLessThanOrEqual(80);
});
