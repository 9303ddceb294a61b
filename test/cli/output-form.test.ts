import { describe, expect, it } from 'vitest';
import { runMain } from '../support/run-main.ts';

type Case = readonly [args: readonly string[], environment: Readonly<Record<string, string>>];

describe('bad settings', () => {
  it.each<Case>([
    [['--output', 'json', '--strem'], {}],
    [['--strem', '--output=json'], {}],
    [['--output', 'text', '--output', 'json', '--strem'], {}],
    [['--strem'], { FIREHOSE_OUTPUT: 'json' }],
    [['--output', 'json'], { FIREHOSE_OUTPUT: 'text' }],
  ])('are told in one JSON document for %o and %o', async (args, environment) => {
    const { code, report } = await runMain(args, { environment });
    expect(code).toBe(252);
    expect(report).toMatchObject({
      schemaVersion: 1,
      exitCode: 252,
      error: { code: 'InvalidSettings', message: expect.any(String), next: expect.any(String) },
    });
  });

  it.each<Case>([
    [['json'], {}],
    [['--output', 'text'], { FIREHOSE_OUTPUT: 'json' }],
    [['--strem'], {}],
  ])('are told on stderr only for %o and %o', async (args, environment) => {
    expect(await runMain(args, { environment })).toMatchObject({ code: 252, stdout: '' });
  });
});
