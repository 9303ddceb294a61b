import { describe, expect, it } from 'vitest';
import { newFile } from '../support/folders.ts';
import { runCli } from '../support/run-cli.ts';
import { FROM_SOURCES } from '../support/scenario.ts';

const LIST_MODULES = new URL('../support/list-modules.mjs', import.meta.url).href;
const HEAVY = ['@aws-sdk/', '@smithy/', 'pino', 'pino-pretty', 'p-retry', 'src/local/'];

/** Which of the heavy ones a command loads; `code` is how it ended. */
async function heavyModulesOf(args: readonly string[]) {
  const { code, stderr } = await runCli(args, {
    program: FROM_SOURCES,
    environment: { NODE_OPTIONS: `--import ${LIST_MODULES}` },
  });
  const loaded = stderr.split('\n').filter((line) => line.startsWith('loads '));
  const isLoaded = (name: string) =>
    loaded.some((line) => line.includes(`/node_modules/${name}`) || line.includes(`/${name}`));
  return { code, count: loaded.length, heavy: HEAVY.filter(isLoaded) };
}

describe('neither the SDK, nor the embedded AWS, nor the logger, nor p-retry is loaded', () => {
  it.each([
    ['for help', ['--help'], 0],
    ['for the help of a command', ['local', '--help'], 0],
    ['for a word that is no command', ['lokal'], 252],
    ['for a value that is not allowed', ['--stream', 'alerts', '--in-flight', '0'], 252],
    ['for options that exclude each other', ['--local', '--profile', 'p'], 252],
    ['for a dry run', ['--dry-run', '--data', newFile('{"n":1}\n')], 0],
  ])('%s', async (_what, args, exitCode) => {
    const { code, count, heavy } = await heavyModulesOf(args);
    expect(code).toBe(exitCode);
    expect(count).toBeGreaterThan(20);
    expect(heavy).toEqual([]);
  });
});

it('a run on the embedded AWS loads them all, but not what makes log lines pretty', async () => {
  const args = ['--local', '--data', newFile('{"n":1}\n'), '--log-level', 'silent'];
  const { code, heavy } = await heavyModulesOf(args);
  expect(code).toBe(0);
  expect(heavy).toEqual(HEAVY.filter((name) => name !== 'pino-pretty'));
});

it('the embedded AWS alone is served without the SDK', async () => {
  const { heavy } = await heavyModulesOf(['local', '--quota', 'nonsense']);
  expect(heavy).toEqual(['src/local/']);
});
