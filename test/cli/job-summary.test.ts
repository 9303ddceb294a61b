import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newFile, newFolder } from '../support/folders.ts';
import { runCli, startCli } from '../support/run-cli.ts';

const SECRET = 'nobody-may-see-this';
const data = newFile(`{"n":1}\n{"n":"${SECRET}"}\n{"n":3}\n`);

/** Runs the command line as a step of a job. */
async function step(args: readonly string[], file = join(newFolder(), 'summary.md')) {
  const run = await runCli(args, { environment: { GITHUB_STEP_SUMMARY: file } });
  const isWritten = existsSync(file) && statSync(file).isFile();
  return Object.assign(run, { summary: isWritten ? readFileSync(file, 'utf8') : undefined });
}

describe('the summary of a job', () => {
  it('is the report of a run, behind what stands there', async () => {
    const file = newFile('# Before\n', 'summary.md');
    const { code, summary = '', stdout } = await step(['--local', '--data', data], file);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^All 3 records delivered/);
    expect(summary).toMatch(/^# Before\n### All 3 records delivered\n\nStream `local-stream` in `us-east-1`/);
    expect(summary).not.toContain(SECRET);
  });

  it('tells a run whose records were refused, and none of their content', async () => {
    const poison = ['--faults', `poison:contains=${SECRET}`, '--output', 'json'];
    const { code, summary } = await step(['--local', '--data', data, ...poison]);
    expect(code).toBe(1);
    expect(summary).toContain('### 2 of 3 records delivered (exit code 1)');
    expect(summary).not.toContain(SECRET);
  });

  it('tells a run that never began, as the JSON document does', async () => {
    const { code, summary, report } = await step(['--strem', 'x|`y`', '--output', 'json']);
    expect(code).toBe(252);
    expect(report.error?.message).toContain('--strem');
    expect(summary).toMatch(/^### 0 of 0 records delivered \(exit code 252\)\n\nNo stream/);
    expect(summary).toContain('**Stopped:** ');
  });

  it('tells a dry run', async () => {
    const { code, summary } = await step(['--dry-run', '--data', data]);
    expect(code).toBe(0);
    expect(summary).toMatch(/^### Dry run: nothing was sent\n/);
  });

  it('tells a run that a signal has ended', async () => {
    const file = join(newFolder(), 'summary.md');
    const cli = startCli(['--local', '--data', data, '--faults', 'unavailable', '--base-delay-ms', '3000'], {
      environment: { GITHUB_STEP_SUMMARY: file },
    });
    await cli.stderrContains('call failed');
    cli.child.kill('SIGTERM');
    expect((await cli.ended).code).toBe(143);
    expect(readFileSync(file, 'utf8')).toMatch(/^### 0 of \d+ records? delivered \(stopped by SIGTERM\)\n/);
  });

  it('costs a warning where its file cannot be written, and neither report nor exit code', async () => {
    const folder = newFolder();
    const { code, stderr, report } = await step(['--local', '--data', data, '--output', 'json'], folder);
    expect([code, report.exitCode, report.ledger.delivered]).toEqual([0, 0, 3]);
    const warnings = stderr.split('\n').filter((line) => line.includes('GITHUB_STEP_SUMMARY'));
    expect(warnings).toEqual([
      expect.stringMatching(/^firehose-scenario: the job summary can't be written .*EISDIR/),
    ]);
  });

  it('is left alone where no file is named, and by what has no report', async () => {
    const { code, stderr } = await step(['--local', '--data', data], '');
    expect([code, stderr.includes('GITHUB_STEP_SUMMARY')]).toEqual([0, false]);
    expect(await step(['--help'])).toMatchObject({ code: 0, summary: undefined });
  });
});
