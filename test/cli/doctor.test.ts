import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { LocalAwsOptions } from '../../src/local/local-aws.ts';
import { LOCAL_CREDENTIALS } from '../support/clean-environment.ts';
import { FED_BY_KINESIS, makeStream, STREAM, startAws } from '../support/embedded.ts';
import { newFile } from '../support/folders.ts';
import { startCli } from '../support/run-cli.ts';
import { type MainOptions, type MainRun, runMain } from '../support/run-main.ts';
import { storedLines } from '../support/stored.ts';

/** Word of each check, in the order of the lines. */
type Words = Readonly<Record<string, string>>;

interface Examined extends MainRun {
  readonly words: Words;
  /** The text of a check, its lines joined by spaces. */
  text(name: string): string;
}

const NAMES = [
  ...['Region', 'credentials', 'endpoint', 'clock', 'stream'],
  ...['status', 'source', 'put', 'metrics', 'quota'],
];

function read(run: MainRun): Examined {
  const entries = run.stdout.split(/\n(?! {5})/).flatMap((block) => {
    const [, name = '', word = '', text = ''] = /^ {2}(\S+) +(\w+) +(.*)$/s.exec(block) ?? [];
    return name === '' ? [] : [[name, { word, text: text.replace(/\n +/g, ' ') }] as const];
  });
  const checks = new Map(entries);
  const words = Object.fromEntries(entries.map(([name, { word }]) => [name, word]));
  return Object.assign(run, { words, text: (name: string) => checks.get(name)?.text ?? '' });
}

async function doctor(args: readonly string[], options: MainOptions = {}): Promise<Examined> {
  const stream = args.includes('--stream') ? [] : ['--stream', STREAM];
  return read(await runMain(['doctor', ...stream, ...args], options));
}

/** Examines a stream of an embedded AWS of its own. */
async function examine(
  aws: Partial<LocalAwsOptions> = {},
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = LOCAL_CREDENTIALS,
): Promise<Examined> {
  const { endpoint } = await startAws(aws);
  return doctor(['--endpoint-url', endpoint, ...args], { environment });
}

const all = (word: 'ok' | 'skipped') => NAMES.map((name) => [name, word] as const);

/** All are well but these; the put is skipped unless it is asked for. */
function wordsBut(other: Words): Words {
  return { ...Object.fromEntries(all('ok')), put: 'skipped', ...other };
}

const skippedFrom = (name: string): Words => Object.fromEntries(all('skipped').slice(NAMES.indexOf(name)));

describe('doctor', () => {
  it('ends with 0 where all is well, with a line a check that fits 80 columns', async () => {
    const run = await examine();
    expect([run.code, run.words, run.stderr]).toEqual([0, wordsBut({}), '']);
    expect(Object.keys(run.words)).toEqual(NAMES);
    expect(run.stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(run.stdout.trimEnd().split('\n').at(-1)).toBe('All is well: 9 ok, 0 failed, 1 skipped.');
  });

  it('says whose the credentials are, and no secret', async () => {
    const secret = {
      ...LOCAL_CREDENTIALS,
      AWS_ACCESS_KEY_ID: 'AKIDTHING',
      AWS_SECRET_ACCESS_KEY: 'hush-hush',
    };
    const run = await examine({}, [], secret);
    expect(run.text('credentials')).toBe('arn:aws:iam::123456789012:user/local');
    expect(run.stdout + run.stderr).not.toMatch(/AKIDTHING|hush-hush/);
  });

  it('puts one record with --test-record and says so, and none without', async () => {
    const aws = await startAws();
    const args = ['--endpoint-url', aws.endpoint];
    await doctor(args, { environment: LOCAL_CREDENTIALS });
    await aws.flush();
    expect(aws.totals()[STREAM]?.records ?? 0).toBe(0);
    const run = await doctor([...args, '--test-record'], { environment: LOCAL_CREDENTIALS });
    await aws.flush();
    expect([run.code, run.words]).toEqual([0, wordsBut({ put: 'ok' })]);
    const [record = ''] = storedLines(aws.dir);
    expect(storedLines(aws.dir)).toHaveLength(1);
    expect(run.text('put')).toContain(record);
  });

  it('refuses to begin without a stream', async () => {
    const { code, stdout, stderr } = await runMain(['doctor']);
    expect([code, stdout]).toEqual([252, '']);
    expect(stderr).toContain('--stream');
  });

  it('colours its words on a terminal only, and not with NO_COLOR', async () => {
    const { endpoint } = await startAws();
    const run = (stdoutIsTerminal: boolean, more: Readonly<Record<string, string>> = {}) =>
      doctor(['--endpoint-url', endpoint], {
        environment: { ...LOCAL_CREDENTIALS, ...more },
        stdoutIsTerminal,
      });
    expect((await run(true)).stdout).toContain('\u001b[32mok\u001b[0m ');
    expect((await run(true, { NO_COLOR: '1' })).stdout).not.toContain('\u001b');
    expect((await run(false)).stdout).not.toContain('\u001b');
  });
});

describe('a failing check', () => {
  it.each([
    [
      'expired-token@GetCallerIdentity',
      'credentials',
      254,
      ['ExpiredToken', 'aws sso login'],
      skippedFrom('stream'),
    ],
    [
      'access-denied@GetCallerIdentity',
      'credentials',
      254,
      ['AccessDenied', 'policies'],
      skippedFrom('stream'),
    ],
    [
      'access-denied@DescribeDeliveryStream',
      'stream',
      254,
      ['AccessDeniedException', 'firehose:DescribeDeliveryStream'],
      { status: 'skipped', source: 'skipped' },
    ],
    [
      'error@DescribeDeliveryStream:code=UnrecognizedClientException',
      'stream',
      254,
      ['--profile'],
      skippedFrom('status'),
    ],
    ['html@DescribeDeliveryStream', 'stream', 254, ['in a minute'], { status: 'skipped', source: 'skipped' }],
    ['access-denied@PutRecord', 'put', 254, ['firehose:PutRecord'], {}],
    ['error@PutRecord:code=InvalidKMSResourceException', 'put', 254, ['KMS key'], {}],
    ['internal-failure@PutRecord', 'put', 1, ['InternalFailure', 'in a minute'], {}],
    ['access-denied@GetMetricData', 'metrics', 254, ['cloudwatch:GetMetricData'], {}],
    ['throttled@GetMetricData', 'metrics', 254, ['Throttling', 'in a minute'], {}],
  ])('of %s tells what, and what to do next', async (faults, name, code, words, others) => {
    const run = await examine({ faults }, ['--test-record']);
    expect([run.code, run.words]).toEqual([code, wordsBut({ put: 'ok', ...others, [name]: 'FAILED' })]);
    for (const word of words) expect(run.text(name)).toContain(word);
    expect(run.text(name)).toContain(' Next: ');
    expect(run.stdout).toContain('Not all is well: ');
  });

  it('of a clock that is 10 minutes slow ends with 254, though the signatures are corrected', async () => {
    const run = await examine({ faults: 'clock-skew@GetCallerIdentity|DescribeDeliveryStream:ms=600000' });
    expect([run.code, run.words]).toEqual([254, wordsBut({ clock: 'FAILED' })]);
    expect(run.text('clock')).toMatch(/10 min behind the service's.*timedatectl/);
  });

  it('of a clock that is 4 minutes slow is none', async () => {
    const run = await examine({ faults: 'clock-skew@DescribeDeliveryStream:ms=240000' });
    expect([run.code, run.words]).toEqual([0, wordsBut({})]);
    expect(run.text('clock')).toBe("4 min behind the service's");
  });

  it('of a stream that there is not tells the nearest', async () => {
    const run = await examine({}, ['--stream', 'alertz', '--test-record']);
    const behind = { status: 'skipped', source: 'skipped', put: 'skipped', quota: 'skipped' };
    expect([run.code, run.words]).toEqual([254, wordsBut({ stream: 'FAILED', ...behind })]);
    expect(run.text('stream')).toContain(
      'alertz does not exist in us-east-1. Next: The nearest that exist: alerts.',
    );
    expect(run.text('put')).toBe('the stream does not exist');
  });

  it('of a stream that is CREATING says to wait', async () => {
    const run = await examine({ creatingMs: 60_000 }, ['--test-record']);
    expect([run.code, run.words]).toEqual([254, wordsBut({ status: 'FAILED' })]);
    expect(run.text('status')).toContain('is CREATING, not ACTIVE. Next: Wait a minute');
    expect(run.text('put')).toBe('the stream takes no records now');
  });

  it('of a stream that reads from Kinesis names its source', async () => {
    const aws = await startAws();
    await makeStream(aws, 'fed', FED_BY_KINESIS);
    const args = ['--endpoint-url', aws.endpoint, '--stream', 'fed', '--test-record'];
    const run = await doctor(args, { environment: LOCAL_CREDENTIALS });
    const behind = { put: 'skipped', quota: 'skipped' };
    expect([run.code, run.words]).toEqual([254, wordsBut({ source: 'FAILED', ...behind })]);
    expect(run.text('source')).toContain('KinesisStreamAsSource');
  });

  it('of an endpoint where nobody listens ends with 253', async () => {
    const run = await doctor(['--endpoint-url', 'http://127.0.0.1:1'], { environment: LOCAL_CREDENTIALS });
    const others = { credentials: 'unknown', endpoint: 'FAILED', ...skippedFrom('clock') };
    expect([run.code, run.words]).toEqual([253, wordsBut(others)]);
    expect(run.text('endpoint')).toMatch(/127\.0\.0\.1:1 can't be reached.* Next: Check the network/);
  });

  it('of an endpoint that resets each connection ends with 253', async () => {
    const run = await examine({ faults: 'reset-before@DescribeDeliveryStream' });
    expect([run.code, run.words]).toEqual([253, wordsBut({ endpoint: 'FAILED', ...skippedFrom('clock') })]);
  });

  it('of an endpoint that the SDK refuses ends with 252', async () => {
    const environment = { ...LOCAL_CREDENTIALS, AWS_USE_FIPS_ENDPOINT: 'true' };
    const run = await doctor(['--endpoint-url', 'http://127.0.0.1:1'], { environment });
    const others = { credentials: 'skipped', endpoint: 'FAILED', ...skippedFrom('clock') };
    expect([run.code, run.words]).toEqual([252, wordsBut(others)]);
  });

  it('of a Region that can not be one ends with 252', async () => {
    const run = await doctor(['--region', 'us east'], { environment: LOCAL_CREDENTIALS });
    expect([run.code, run.words]).toEqual([252, { ...skippedFrom('Region'), Region: 'FAILED' }]);
    expect(run.text('Region')).toContain('us east');
  });

  it('of no Region ends with 253, and nothing else is looked at', async () => {
    const { AWS_REGION: _, ...environment } = LOCAL_CREDENTIALS;
    const run = await doctor([], { environment });
    expect([run.code, run.words]).toEqual([253, { ...skippedFrom('Region'), Region: 'FAILED' }]);
    expect(run.text('Region')).toContain('Next: Give --region');
  });

  it('of no credentials ends with 253, and tells the Region', async () => {
    const run = await doctor(['--region', 'eu-west-3']);
    const others = { ...skippedFrom('endpoint'), credentials: 'FAILED' };
    expect([run.code, run.words]).toEqual([253, wordsBut(others)]);
    expect(run.text('Region')).toBe('eu-west-3, from --region');
    expect(run.text('credentials')).toContain('AWS_ACCESS_KEY_ID');
  });
});

describe('STS', () => {
  it('that fails says nothing of the credentials', async () => {
    const run = await examine({ faults: 'internal-failure@GetCallerIdentity' });
    expect([run.code, run.words]).toEqual([0, wordsBut({ credentials: 'unknown' })]);
    expect(run.text('credentials')).toContain('InternalFailure');
    expect(run.stdout).toContain('All is well: 8 ok, 0 failed, 1 unknown, 1 skipped.');
  });
});

describe('the Region', () => {
  const keys = 'aws_access_key_id = a\naws_secret_access_key = b\n';
  const config = `[default]\nregion = ca-west-1\n${keys}[profile other]\nregion = sa-east-1\n${keys}`;

  it.each([
    [['--region', 'eu-west-1'], { AWS_REGION: 'us-east-1' }, 'eu-west-1, from --region'],
    [[], { FIREHOSE_REGION: 'eu-west-2', AWS_REGION: 'us-east-1' }, 'eu-west-2, from FIREHOSE_REGION'],
    [[], { AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'us-west-1' }, 'us-east-1, from AWS_REGION'],
    [[], { AWS_DEFAULT_REGION: 'us-west-1' }, 'us-west-1, from AWS_DEFAULT_REGION'],
    [[], {}, 'ca-west-1, from profile default of the shared config files'],
    [[], { AWS_PROFILE: 'other' }, 'sa-east-1, from profile other of the shared config files'],
  ])('is told with where it came from (%j %j)', async (args, environment, told) => {
    const files = { AWS_CONFIG_FILE: newFile(config, 'config'), AWS_ENDPOINT_URL: 'http://127.0.0.1:1' };
    const run = await doctor(args, { environment: { ...files, ...environment } });
    expect(run.text('Region')).toBe(told);
  });
});

describe('the quota', () => {
  it('is the one that the stream publishes', async () => {
    const aws = await startAws({ quota: 'records=7000,requests=70,bytes=3145728' });
    const args = ['--endpoint-url', aws.endpoint, '--test-record'];
    const run = await doctor(args, { environment: LOCAL_CREDENTIALS });
    expect(run.text('quota')).toBe(
      '3.0 MiB, 7,000 records, 70 requests a second (as the stream publishes it)',
    );
  });

  it.each([
    ['us-east-1', '5.0 MiB, 500,000 records, 2,000 requests a second (documented for us-east-1)'],
    ['eu-west-3', '1.0 MiB, 100,000 records, 1,000 requests a second (documented for eu-west-3)'],
  ])('is the documented one of %s where the stream has published none', async (region, told) => {
    const run = await examine({}, ['--region', region]);
    expect(run.text('quota')).toBe(told);
  });
});

describe('Ctrl-C', () => {
  it('ends it at once with 130, with the lines that it has', async () => {
    const { endpoint } = await startAws({ faults: 'slow@GetMetricData:ms=60000' });
    const args = ['doctor', '--stream', STREAM, '--endpoint-url', endpoint];
    const cli = startCli(args, { environment: LOCAL_CREDENTIALS });
    let text = '';
    while (!text.includes('  put ')) text += String((await once(cli.stdout, 'data'))[0]);
    const signalledAt = performance.now();
    cli.child.kill('SIGINT');
    const run = read(await cli.ended);
    expect(performance.now() - signalledAt).toBeLessThan(30_000);
    expect([run.code, Object.keys(run.words)]).toEqual([130, NAMES.slice(0, 8)]);
    expect(run.stderr).toBe(
      'firehose-scenario: Stopped by SIGINT; the checks that are missing were not made.\n',
    );
  });
});
