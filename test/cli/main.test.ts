import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LOCAL_CREDENTIALS } from '../support/clean-environment.ts';
import { newFile, newFolder } from '../support/folders.ts';
import { alertLines, asFile, stdinOf } from '../support/input.ts';
import { runCli } from '../support/run-cli.ts';
import { type MainRun, runLocal, runMain } from '../support/run-main.ts';
import { countingSockets } from '../support/sockets.ts';
import { storedBytes, storedLines } from '../support/stored.ts';

const lines = alertLines(120);
const data = newFile(asFile(lines));

/** One line on stderr, nothing on stdout. */
function expectOneLine(run: MainRun, code: number, ...words: string[]): void {
  expect([run.code, run.stdout]).toEqual([code, '']);
  expect(run.stderr.trimEnd().split('\n')).toHaveLength(1);
  for (const word of words) expect(run.stderr).toContain(word);
}

describe('the command line', () => {
  it('ends with 252 and touches no network without --stream and --local', async () => {
    const { result, sockets } = await countingSockets(() => runMain(['--data', data]));
    expectOneLine(result, 252, '--stream', '--local');
    expect(sockets).toBe(0);
    // The count can tell: a run that sends opens connections.
    expect((await countingSockets(() => runLocal(['--data', data]))).sockets).toBeGreaterThan(0);
  });

  it.each([
    ['--endpoint-url', 'http://127.0.0.1:1'],
    ['--profile', 'other'],
  ])('refuses --local with %s', async (flag, value) => {
    expectOneLine(await runMain(['--local', flag, value, '--data', data]), 252, '--local', flag);
  });

  it.each([
    [
      ['--stream', 'x', '--local-dir', 'y'],
      ['--local-dir', '--local'],
    ],
    [
      ['--stream', 'x', '--faults', 'unavailable'],
      ['--faults', '--local'],
    ],
    [['--local', '--faults', 'unavailible=1%'], ['unavailible']],
    [
      ['--local', '--batch-records', '501'],
      ['--batch-records', '"501"', '1 to 500'],
    ],
    [
      ['--local', '--batch-bytes', '4194305'],
      ['--batch-bytes', '"4194305"', '4194304'],
    ],
    [
      ['--local', '--record-bytes', '1024001'],
      ['--record-bytes', '"1024001"', '1024000'],
    ],
    [
      ['--local', '--base-delay-ms', '2', '--max-delay-ms', '1'],
      ['--base-delay-ms', '--max-delay-ms'],
    ],
    [['--locall'], ['--locall', 'Did you mean --local?']],
    [['--stream'], ['--stream needs a value', '--data']],
    [
      ['--local', '--dead-letter', '--dry-run'],
      ['--dead-letter needs a value', '--dry-run'],
    ],
    [['rnu'], ['"rnu"', '--data']],
    [['json'], ['"json"', '--data']],
    [
      ['--stream', 'a/b'],
      ['--stream', '"a/b"'],
    ],
    [
      ['--stream', 'x', '--endpoint-url', 'localhost'],
      ['--endpoint-url', '"localhost"'],
    ],
  ])('refuses %j in one line', async (args, words) => {
    expectOneLine(await runMain([...args, '--data', data]), 252, ...words);
  });

  it.each(['missing.ndjson', '.'])('refuses the input %s before it starts anything', async (file) => {
    const { result, sockets } = await countingSockets(() => runMain(['--local', '--data', file]));
    expectOneLine(result, 252, file);
    expect(sockets).toBe(0);
  });

  it('refuses an input without a record', async () => {
    expectOneLine(await runMain(['--local', '--data', newFile('\n\n')]), 252, 'empty lines');
    expectOneLine(await runMain(['--local', '--data', newFile('')]), 252, 'empty');
  });

  it.each([['--dead-letter'], ['--receipts']])('never writes %s over another file', async (flag) => {
    const file = newFile('mine');
    expectOneLine(await runMain(['--local', '--data', data, flag, file]), 252, flag, file);
  });

  it('prints help and version of itself, and the options are told in 80 columns', async () => {
    const { code, stdout } = await runMain(['--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('--dead-letter');
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('prints one document when it is refused with --output json, told by flag or by environment', async () => {
    for (const [args, environment] of [
      [['--output', 'json'], {}],
      [['--output=json'], {}],
      [['--output', 'text', '--output', 'json'], {}],
      [[], { FIREHOSE_OUTPUT: 'json' }],
    ] as const) {
      const { report, code } = await runMain([...args, '--in-flight', '0'], { environment });
      expect([code, report.exitCode]).toEqual([252, 252]);
      expect(report.error?.message).toContain('--in-flight');
    }
  });
});

describe('a run on a real endpoint', () => {
  const withoutRegion = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };

  it('ends with 253 without a Region', async () => {
    const run = await runMain(['--stream', 'x', '--data', data], { environment: withoutRegion });
    expectOneLine(run, 253, 'Region', '--region');
  });

  it('ends with 253 without credentials, and asks nobody for them', async () => {
    const args = ['--stream', 'x', '--data', data, '--region', 'us-east-1'];
    const { result, sockets } = await countingSockets(() => runMain(args));
    expectOneLine(result, 253, 'credentials', 'AWS_ACCESS_KEY_ID');
    expect(sockets).toBe(0);
  });

  it('ends with 253 where nobody listens, before it reads anything', async () => {
    const args = [
      '--stream',
      'x',
      '--data',
      data,
      '--output',
      'json',
      '--endpoint-url',
      'http://127.0.0.1:1',
    ];
    const { code, report } = await runMain(args, { environment: LOCAL_CREDENTIALS });
    expect([code, report.exitCode]).toEqual([253, 253]);
    expect(report.error).toMatchObject({
      code: 'ECONNREFUSED',
      message: expect.stringContaining('127.0.0.1:1'),
    });
    expect(report.ledger.read).toBe(0);
  });

  it.each([
    ['--region', 'us east'],
    ['AWS_USE_FIPS_ENDPOINT', 'true'],
  ])('ends with 252 for an endpoint that the SDK refuses (%s %s)', async (name, value) => {
    const flags = name.startsWith('--') ? [name, value] : [];
    const environment = { ...LOCAL_CREDENTIALS, ...(name.startsWith('--') ? {} : { [name]: value }) };
    const args = ['--stream', 'x', '--data', data, '--endpoint-url', 'http://127.0.0.1:1', ...flags];
    expectOneLine(await runMain(args, { environment }), 252, 'endpoint', '--region');
  });

  it('tells on stderr what it sends where before the first call', async () => {
    const args = ['--stream', 'my-stream', '--data', data, '--endpoint-url', 'http://127.0.0.1:1'];
    const { stderr } = await runMain(args, { environment: LOCAL_CREDENTIALS });
    for (const word of ['120 records', 'billed', 'my-stream', 'us-east-1', 'http://127.0.0.1:1']) {
      expect(stderr.split('\n')[0]).toContain(word);
    }
  });
});

describe('--local', () => {
  it('in a folder that can not be made is refused with 252', async () => {
    const file = newFile('');
    const { code, stderr } = await runMain(['--local', '--local-dir', file]);
    expect([code, stderr]).toEqual([
      252,
      `firehose-scenario: The embedded AWS can't keep its files in ${file} (ENOTDIR); name another folder.\n`,
    ]);
  });

  it('with many batches on their way prints no warning of Node', async () => {
    const many = ['--in-flight', '64', '--batch-records', '10', '--put-record-count', '0'];
    const { code, stderr } = await runCli(['--local', ...many, '--log-level', 'silent']);
    expect([code, stderr]).toEqual([0, '']);
  });

  it('ignores endpoints, profiles and kinds of endpoint of the environment', async () => {
    const environment = {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_ENDPOINT_URL_FIREHOSE: 'http://127.0.0.1:1',
      AWS_ENDPOINT_URL_CLOUDWATCH: 'http://127.0.0.1:1',
      AWS_PROFILE: 'nobody',
      AWS_REGION: 'eu-west-3',
      AWS_USE_FIPS_ENDPOINT: 'true',
      AWS_USE_DUALSTACK_ENDPOINT: 'true',
    };
    const { code, report, dir } = await runLocal(['--data', data], { environment });
    expect([code, report.metrics.status, report.region]).toEqual([0, 'complete', 'us-east-1']);
    expect(storedLines(dir)).toEqual(lines.toSorted());
  });

  it('refuses a fault on an operation that there is not', async () => {
    expectOneLine(await runMain(['--local', '--data', data, '--faults', 'slow@Nothing']), 252, 'Nothing');
  });

  it('tells a refusal of its own set-up as what it is', async () => {
    const { code, report } = await runLocal([
      '--data',
      data,
      '--faults',
      'access-denied@CreateDeliveryStream',
    ]);
    expect([code, report.error?.code]).toEqual([254, 'AccessDeniedException']);
  });
});

describe('the input', () => {
  it('comes from several files and from standard input, in their order', async () => {
    const first = newFile('{"n":1}\n{"n":2}');
    const third = newFile('[ {"n": 4}, {"n": 5} ]', 'array.json');
    const args = ['--data', first, '--data', '-', '--data', third];
    const { code, dir } = await runLocal(args, { stdin: stdinOf('\uFEFF{"n":', '3}\r\n\n') });
    expect(code).toBe(0);
    expect(storedBytes(join(dir, 'objects')).toString()).toBe(
      [1, 2, 3, 4, 5].map((n) => `{"n":${n}}\n`).join(''),
    );
  });

  it.each([
    ['ndjson', '{"a": 1.0}\r\n\n{"b":1e400}', '{"a": 1.0}\n{"b":1e400}\n'],
    ['auto', ' [ {"a": 12345678901234567890} ,\n"x y" ]', '{"a":12345678901234567890}\n"x y"\n'],
    ['json', '[1,2]', '1\n2\n'],
    ['lines', '[not json\nat all', '[not json\nat all\n'],
  ])('is read as %s', async (format, text, stored) => {
    const { code, dir } = await runLocal(['--format', format, '--data', newFile(text)]);
    expect([code, storedBytes(join(dir, 'objects')).toString()]).toEqual([0, stored]);
  });

  it('goes out without newlines with --delimiter none', async () => {
    const { code, report, dir } = await runLocal([
      '--delimiter',
      'none',
      '--data',
      newFile('{"a":1}\n{"b":2}\n'),
    ]);
    expect([code, storedBytes(join(dir, 'objects')).toString()]).toEqual([0, '{"a":1}{"b":2}']);
    expect(report.bytes.sent).toBe(14);
  });

  it('goes one by one and in order with --put-record-count all', async () => {
    const { report, dir } = await runLocal(['--put-record-count', 'all', '--data', data]);
    expect([report.putRecord.calls, report.putRecordBatch.calls]).toEqual([120, 0]);
    expect(storedBytes(join(dir, 'objects')).toString()).toBe(asFile(lines));
  });

  it('goes in batches only with --put-record-count 0', async () => {
    const { report } = await runLocal(['--put-record-count', '0', '--batch-records', '60', '--data', data]);
    expect([report.putRecord.calls, report.putRecordBatch.calls]).toEqual([0, 2]);
  });
});

describe('--dry-run', () => {
  it('sends nothing, needs no stream, and tells what would be sent', async () => {
    const { result, sockets } = await countingSockets(() =>
      runMain(['--dry-run', '--output', 'json', '--data', data, '--batch-records', '7']),
    );
    expect([result.code, sockets]).toEqual([0, 0]);
    expect(JSON.parse(result.stdout)).toMatchObject({
      dryRun: true,
      records: 120,
      putRecordCalls: 100,
      putRecordBatchCalls: 3,
      bytes: { total: asFile(lines).length, billed: 120 * 5_120, largestRecord: 61 },
    });
  });

  it('ends with 252 for a malformed record, and with 1 for one that is too large', async () => {
    const bad = ['--dry-run', '--data', newFile('{"a":1}\n{oops')];
    expectOneLine(await runMain(bad), 252, 'line 2');
    const { report } = await runMain([...bad, '--output', 'json']);
    expect(report).toMatchObject({
      dryRun: true,
      records: 0,
      exitCode: 252,
      error: { code: 'MalformedRecord' },
    });
    const { code, stdout } = await runMain(['--dry-run', '--data', data, '--record-bytes', '60']);
    expect([code, stdout.includes('20 rejected')]).toEqual([1, true]);
  });
});

describe('.env', () => {
  it('is read below the environment', async () => {
    const cwd = newFolder();
    writeFileSync(
      join(cwd, '.env'),
      'FIREHOSE_OUTPUT=json\nFIREHOSE_PUT_RECORD_COUNT=10\nFIREHOSE_BATCH_RECORDS=50\n',
    );
    const environment = { FIREHOSE_BATCH_RECORDS: '11' };
    const { code, stdout } = await runCli(['--dry-run', '--data', data], { cwd, environment });
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      expect.objectContaining({ putRecordCalls: 10, putRecordBatchCalls: 10 }),
    ]);
  });

  it('that can not be read is refused in one line', async () => {
    const cwd = newFolder();
    mkdirSync(join(cwd, '.env'));
    const run = await runCli(['--local', '--data', data], { cwd });
    expectOneLine(run, 252, '.env');
    expect(readdirSync(cwd)).toEqual(['.env']);
  });
});
