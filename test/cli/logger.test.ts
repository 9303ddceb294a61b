import { describe, expect, it } from 'vitest';
import type { ErrorOutput } from '../../src/cli/error-output.ts';
import { createLogger } from '../../src/cli/logger.ts';
import type { Settings } from '../../src/settings/settings.ts';

type LogSettings = Pick<Settings, 'logLevel' | 'logFormat'>;

async function logTo(output: Partial<ErrorOutput>, settings: Partial<LogSettings> = {}) {
  const lines: string[] = [];
  const errorOutput: ErrorOutput = {
    isTerminal: false,
    hasColors: false,
    writeLines: (text) => void lines.push(text),
    showProgress: () => {},
    ...output,
  };
  return {
    lines,
    log: await createLogger({ logLevel: 'info', logFormat: 'auto', ...settings }, errorOutput),
  };
}

describe('createLogger', () => {
  it('writes a JSON line with the fields, the time in ISO 8601, and nothing of the machine', async () => {
    const { lines, log } = await logTo({});
    log.warn({ stream: 'alerts', attempt: 2 }, 'call failed');
    expect(lines).toHaveLength(1);
    const { time, ...rest } = JSON.parse(lines[0] ?? '');
    expect(rest).toEqual({ level: 40, stream: 'alerts', attempt: 2, msg: 'call failed' });
    expect(new Date(time).toISOString()).toBe(time);
  });

  it.each([
    ['auto', false, false],
    ['auto', true, true],
    ['json', true, false],
    ['pretty', false, true],
  ] as const)(
    'with --log-format %s and a terminal (%o) is pretty: %o',
    async (logFormat, isTerminal, isPretty) => {
      const { lines, log } = await logTo({ isTerminal }, { logFormat });
      log.info({ stream: 'alerts' }, 'said');
      expect(lines.join('').startsWith('{')).toBe(!isPretty);
      expect(lines.join('')).toContain('alerts');
      expect(lines.join('').trimEnd().split('\n')).toHaveLength(1);
    },
  );

  it.each([true, false])('colors pretty lines only where colors are wanted: %o', async (hasColors) => {
    const { lines, log } = await logTo({ isTerminal: true, hasColors });
    log.info('said');
    expect(lines.join('').includes('\u001b[')).toBe(hasColors);
  });

  it.each([
    ['debug', ['d', 'i', 'w', 'e']],
    ['info', ['i', 'w', 'e']],
    ['warn', ['w', 'e']],
    ['error', ['e']],
    ['silent', []],
  ] as const)('at level %s lets through %o', async (logLevel, expected) => {
    const { lines, log } = await logTo({}, { logLevel });
    log.debug('d');
    log.info('i');
    log.warn('w');
    log.error('e');
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(expected);
  });
});
