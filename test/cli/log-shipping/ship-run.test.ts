import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogStreamsCommand,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it } from 'vitest';
import { type LocalAws, startLocalAws } from '../../../src/local/local-aws.ts';
import { LOCAL_CREDENTIALS } from '../../support/clean-environment.ts';
import { runAgainst, STREAM, startAws } from '../../support/embedded.ts';
import { newFile, newFolder } from '../../support/folders.ts';
import { alertLines, asFile } from '../../support/input.ts';
import { type CliRun, startCli } from '../../support/run-cli.ts';
import { type MainRun, runLocal, runMain } from '../../support/run-main.ts';

const GROUP = '/firehose/scenario';
const data = ['--data', newFile(asFile(alertLines(150)))];
const shipping = ['--log-group', GROUP];

async function withLogs<T>(aws: LocalAws, use: (client: CloudWatchLogsClient) => Promise<T>): Promise<T> {
  const { endpoint, region, credentials } = aws;
  const client = new CloudWatchLogsClient({ endpoint, region, credentials });
  return use(client).finally(() => client.destroy());
}

/** An embedded AWS with the log group. */
async function startWithGroup(faults = ''): Promise<LocalAws> {
  const aws = await startAws({ faults });
  await withLogs(aws, (client) => client.send(new CreateLogGroupCommand({ logGroupName: GROUP })));
  return aws;
}

/** Messages of a log stream of the group, in the service's order, by the name of the log stream. */
function shippedLines(aws: LocalAws, logStreamName: string): Promise<readonly string[]> {
  return withLogs(aws, async (client) => {
    const messages: string[] = [];
    for (let nextToken: string | undefined; ; ) {
      const input = { logGroupName: GROUP, logStreamName, startFromHead: true, nextToken };
      const { events = [], nextForwardToken } = await client.send(new GetLogEventsCommand(input));
      messages.push(...events.map(({ message = '' }) => message));
      if (nextForwardToken === nextToken) return messages;
      nextToken = nextForwardToken;
    }
  });
}

function streamsOf(aws: LocalAws): Promise<readonly (string | undefined)[]> {
  return withLogs(aws, async (client) => {
    const { logStreams = [] } = await client.send(new DescribeLogStreamsCommand({ logGroupName: GROUP }));
    return logStreams.map(({ logStreamName }) => logStreamName);
  });
}

const logLines = ({ stderr }: MainRun) => stderr.split('\n').filter((line) => line.startsWith('{'));
const warnings = ({ logs }: MainRun) => logs.filter(({ level }) => Number(level) >= 40);

describe('--log-group', () => {
  it('ships the lines of stderr, each once and in order, to a log stream named by the run', async () => {
    const aws = await startWithGroup();
    const run = await runAgainst(aws, [...data, ...shipping, '--log-level', 'debug']);
    const shipped = await shippedLines(aws, run.report.runId);
    expect([run.code, shipped.length]).toEqual([0, 101]);
    expect(shipped).toEqual(logLines(run));
    expect(await streamsOf(aws)).toEqual([run.report.runId]);
  });

  it('ships what is logged at the level, as JSON whatever stderr has', async () => {
    const aws = await startWithGroup('failed-entries=5%,seed=1');
    const args = [...data, ...shipping, '--log-level', 'warn', '--log-format', 'pretty'];
    const run = await runAgainst(aws, args);
    const shipped = (await shippedLines(aws, run.report.runId)).map((line) => JSON.parse(line));
    expect(run.code).toBe(0);
    expect(new Set(shipped.map(({ level }) => level))).toEqual(new Set([40]));
    expect(shipped.length).toBe(run.stderr.split('\n').filter((line) => line.includes('call failed')).length);
  });

  it('ships the lines of a run that fails', async () => {
    const aws = await startWithGroup('access-denied@PutRecord');
    const run = await runAgainst(aws, [...data, ...shipping]);
    expect(run.code).toBe(254);
    expect(await shippedLines(aws, run.report.runId)).toEqual(logLines(run));
    expect(logLines(run).length).toBeGreaterThan(0);
  });

  it('makes its group with --local', async () => {
    const run = await runLocal([...data, ...shipping, '--log-level', 'debug']);
    const aws = await startLocalAws({ dir: run.dir });
    try {
      expect(await shippedLines(aws, run.report.runId)).toEqual(logLines(run));
    } finally {
      await aws.close();
    }
  });

  it('that is empty ships nothing, whatever the environment says', async () => {
    const aws = await startWithGroup();
    const environment = { FIREHOSE_LOG_GROUP: GROUP };
    const off = await runAgainst(aws, [...data, '--log-group=', '--log-level', 'debug'], { environment });
    expect([off.code, await streamsOf(aws)]).toEqual([0, []]);
    const on = await runAgainst(aws, [...data, '--log-level', 'debug'], { environment });
    expect(await streamsOf(aws)).toEqual([on.report.runId]);
  });

  it.each(['a group', 'a'.repeat(513)])('refuses the name %s', async (name) => {
    const { code, stderr } = await runMain(['--local', '--log-group', name]);
    expect([code, stderr]).toEqual([252, expect.stringContaining('--log-group')]);
  });
});

describe('a log service', () => {
  it.each([
    ['throttled@PutLogEvents', 'ThrottlingException'],
    ['unavailable@PutLogEvents', 'ServiceUnavailableException'],
    ['reset-before@PutLogEvents', 'ECONNRESET'],
    ['html@PutLogEvents', 'SyntaxError'],
    ['access-denied@CreateLogStream', 'AccessDeniedException'],
    ['access-denied@PutLogEvents', 'AccessDeniedException'],
    ['expired-token@CreateLogStream', 'ExpiredTokenException'],
  ])('that fails (%s) costs one warning and no records', async (faults, errorCode) => {
    const aws = await startWithGroup(faults);
    const run = await runAgainst(aws, [...data, ...shipping, '--log-level', 'debug']);
    expect([run.code, run.report.ledger.delivered]).toEqual([0, 150]);
    expect(warnings(run)).toMatchObject([{ msg: 'log service failing', logGroup: GROUP, errorCode }]);
    // 101 calls, and the warning itself.
    expect(run.logs.at(-1)).toMatchObject({ msg: 'log lines not shipped', shipped: 0, unshipped: 102 });
  });

  it('without the group costs one warning, makes none, and no records', async () => {
    const aws = await startAws();
    const run = await runAgainst(aws, [...data, ...shipping, '--log-level', 'debug']);
    expect([run.code, run.report.ledger.delivered]).toEqual([0, 150]);
    expect(warnings(run)).toMatchObject([
      { errorCode: 'ResourceNotFoundException', reason: 'The specified log group does not exist.' },
    ]);
    await expect(streamsOf(aws)).rejects.toThrow('The specified log group does not exist.');
  });

  it('that is down costs one warning and no records', async () => {
    const { endpoint, dir } = await startAws();
    const environment = {
      ...LOCAL_CREDENTIALS,
      AWS_ENDPOINT_URL: endpoint,
      AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: 'http://127.0.0.1:1',
    };
    const files = ['--dead-letter', `${dir}/dead-letters.ndjson`, '--output', 'json'];
    const args = ['--stream', STREAM, ...data, ...files, ...shipping, '--log-level', 'debug'];
    const run = await runMain(args, { environment });
    expect([run.code, run.report.ledger.delivered]).toEqual([0, 150]);
    expect(warnings(run)).toMatchObject([{ msg: 'log service failing', errorCode: 'ECONNREFUSED' }]);
  });

  it('that never answers is waited for 3 seconds, and costs no records', async () => {
    const aws = await startWithGroup('slow@PutLogEvents:ms=60000');
    const startedAt = performance.now();
    const run = await runAgainst(aws, [...data, ...shipping, '--log-level', 'debug']);
    expect([run.code, run.report.ledger.delivered]).toEqual([0, 150]);
    expect(performance.now() - startedAt).toBeLessThan(30_000);
    expect(run.logs.at(-1)).toMatchObject({ msg: 'log lines not shipped', shipped: 0, unshipped: 101 });
  });

  it.each(['throttled@PutLogEvents=1', 'reset-before@CreateLogStream=1', 'internal-failure@PutLogEvents=1'])(
    'that fails once (%s) gets all lines, and costs no warning',
    async (faults) => {
      const aws = await startWithGroup(faults);
      const run = await runAgainst(aws, [...data, ...shipping, '--log-level', 'debug']);
      expect([run.code, warnings(run)]).toEqual([0, []]);
      expect(await shippedLines(aws, run.report.runId)).toEqual(logLines(run));
    },
  );
});

/** Sends a signal to a run in a storm of 503s, and waits for its end. */
async function stopInStorm(
  aws: LocalAws,
  signal: 'SIGINT' | 'SIGTERM',
): Promise<{ readonly run: CliRun; readonly tookMs: number }> {
  const files = ['--dead-letter', `${newFolder()}/dead-letters.ndjson`, '--output', 'json'];
  const target = ['--stream', STREAM, '--endpoint-url', aws.endpoint];
  const args = [...target, ...data, ...files, ...shipping, '--log-level', 'debug'];
  const cli = startCli(args, { environment: LOCAL_CREDENTIALS });
  await cli.stderrContains('call failed');
  const signalledAt = performance.now();
  cli.child.kill(signal);
  const run = await cli.ended;
  return { run, tookMs: performance.now() - signalledAt };
}

describe('a signal', () => {
  it('lets a run ship what it has logged', async () => {
    const aws = await startWithGroup('unavailable@PutRecord=50-');
    const ended = await Promise.all([stopInStorm(aws, 'SIGINT'), stopInStorm(aws, 'SIGTERM')]);
    expect(ended.map(({ run }) => [run.code, run.killedBy])).toEqual([
      [130, null],
      [143, null],
    ]);
    for (const { run, tookMs } of ended) {
      expect(tookMs).toBeLessThan(30_000);
      expect(await shippedLines(aws, run.report.runId)).toEqual(logLines(run));
    }
  });

  it('waits a second and no more for a log service that never answers', async () => {
    const aws = await startWithGroup('slow@CreateLogStream:ms=60000,unavailable@PutRecord=50-');
    const { run, tookMs } = await stopInStorm(aws, 'SIGINT');
    expect([run.code, run.killedBy]).toEqual([130, null]);
    expect(tookMs).toBeLessThan(30_000);
    expect(run.logs.at(-1)).toMatchObject({ msg: 'log lines not shipped', shipped: 0 });
  });
});
