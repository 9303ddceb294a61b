import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { newFile } from '../support/folders.ts';
import { alertLines, asFile } from '../support/input.ts';
import { startCli } from '../support/run-cli.ts';
import { runMain } from '../support/run-main.ts';

const lines = alertLines(5_550);
const data = newFile(asFile(lines));

type WriteText = (text: string, done: (error: Error | null | undefined) => void) => void;

describe('a reader that goes away', () => {
  it('from stdout is passed over in silence', async () => {
    const cli = startCli(['--dry-run', '--data', data]);
    cli.stdout.destroy();
    const { code, killedBy, stderr } = await cli.ended;
    expect([code, killedBy, stderr]).toEqual([0, null, '']);
  });

  it('from stderr does not end the run', async () => {
    const cli = startCli(['--local', '--data', data, '--log-level', 'debug', '--output', 'json']);
    cli.stderr.destroy();
    const { code, report } = await cli.ended;
    expect([code, report.ledger.delivered]).toEqual([0, 5_550]);
  });
});

it('a report that can not be written is told on stderr, with 1', async () => {
  const stdoutError = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  const { code, stderr } = await runMain(['--dry-run', '--data', data], { stdoutError });
  expect([code, stderr]).toEqual([
    1,
    "firehose-scenario: the report can't be written to stdout: no space left on device.\n",
  ]);
});

describe('an error that nobody catches', () => {
  const stray = 'process.on("SIGUSR2",()=>{throw/**/Error("stray")})';
  const environment = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(stray)}` };
  const told = 'firehose-scenario: a fault of this program, please report it:\nError: stray\n';

  it('ends the process with 255', async () => {
    const cli = startCli(['--dry-run', '--data', '-'], { stdin: 'open', environment });
    // More than a pipe holds: when it is gone, the process is reading.
    await promisify(cli.stdin.write.bind(cli.stdin) as WriteText)(asFile(lines));
    cli.child.kill('SIGUSR2');
    const { code, stdout, stderr } = await cli.ended;
    expect([code, stdout]).toEqual([255, '']);
    expect(stderr).toContain(told);
  });

  it('ends a run with its account as far as it goes', async () => {
    const args = [
      '--local',
      '--data',
      '-',
      '--output',
      'json',
      '--log-level',
      'debug',
      '--put-record-count',
      '0',
    ];
    const cli = startCli(args, { stdin: 'open', environment });
    cli.stdin.write(asFile(lines.slice(0, 600)));
    await cli.stderrContains('call succeeded');
    cli.child.kill('SIGUSR2');
    const { code, stderr, report } = await cli.ended;
    expect([code, report.exitCode]).toEqual([255, 255]);
    expect(stderr).toContain(told);
    expect(report.error).toMatchObject({ code: 'InternalError', message: 'stray' });
    expect(report.ledger).toMatchObject({ read: 600, delivered: 500, pending: 100 });
  });
});
