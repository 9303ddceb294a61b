import { describe, expect, it } from 'vitest';
import { checkLines, closingLine, colored } from '../../src/cli/check-lines.ts';
import { RunError } from '../../src/report/run-error.ts';

const error = new RunError('refused', { code: 'Code', message: 'It is so.', next: 'Do this.' });

describe('checkLines', () => {
  it.each([
    [28, [80, 0]],
    [29, [51, 52, 0]],
  ])('breaks a text before column 81 (a second word of %i)', (length, widths) => {
    const what = `${'x'.repeat(28)} ${'y'.repeat(length)}`;
    const text = checkLines({ name: 'clock', finding: { status: 'ok', what } });
    expect(text.split('\n').map((line) => line.length)).toEqual(widths);
  });

  it('leaves an ARN whole, so that it can be copied', () => {
    const arn = `arn:aws:sts::123456789012:assumed-role/${'long-name-'.repeat(5)}/session`;
    expect(checkLines({ name: 'credentials', finding: { status: 'ok', what: arn } })).toContain(arn);
  });

  it('has the remedy on a line of its own', () => {
    expect(checkLines({ name: 'put', finding: { status: 'failed', error } })).toBe(
      `  put         FAILED   It is so.\n${' '.repeat(23)}Next: Do this.\n`,
    );
  });

  it('keeps its columns when its words have colours', () => {
    const check = { name: 'put', finding: { status: 'skipped', why: 'as asked' } } as const;
    const text = checkLines(check, colored);
    expect(text).not.toBe(checkLines(check));
    expect(text.split('\u001b[2m').join('').split('\u001b[0m').join('')).toBe(checkLines(check));
  });
});

describe('closingLine', () => {
  it('is well where something is skipped or unknown, and not where something failed', () => {
    const ok = { status: 'ok', what: '' } as const;
    const skipped = { status: 'skipped', why: '' } as const;
    const unknown = { status: 'unknown', what: '', next: '' } as const;
    expect(closingLine([ok, skipped, unknown])).toBe('All is well: 1 ok, 0 failed, 1 unknown, 1 skipped.\n');
    expect(closingLine([ok, ok, { status: 'failed', error }])).toBe('Not all is well: 2 ok, 1 failed.\n');
  });
});
