import { describe, expect, it } from 'vitest';
import { createErrorOutput } from '../../src/cli/error-output.ts';

const CLEAR = '\r\u001b[2K';

function outputOn(stream: { isTTY?: boolean; columns?: number }, environment: Record<string, string> = {}) {
  const written: string[] = [];
  const write = (text: string | Uint8Array) => written.push(String(text)) > 0;
  return { written, output: createErrorOutput({ ...stream, write }, environment) };
}

const TERMINAL = { isTTY: true, columns: 40 };

/** What a terminal shows in the end: a line that was cleared is gone. */
function shown(written: readonly string[]): string {
  const lines = written.join('').split('\n');
  return lines.map((line) => line.slice(line.lastIndexOf(CLEAR) + 1).replace(CLEAR.slice(1), '')).join('\n');
}

describe('an error output on a terminal', () => {
  it('draws the progress line over the one before', () => {
    const { written, output } = outputOn(TERMINAL);
    output.showProgress('10 %');
    output.showProgress('20 %');
    expect(written).toEqual([`${CLEAR}10 %`, `${CLEAR}20 %`]);
  });

  it('does not draw the same line again, so that it does not flicker', () => {
    const { written, output } = outputOn(TERMINAL);
    output.showProgress('10 %');
    output.showProgress('10 %');
    expect(written).toHaveLength(1);
  });

  it('writes log lines above the progress line, which stays the last', () => {
    const { written, output } = outputOn(TERMINAL);
    output.showProgress('10 %');
    output.writeLines('first\n');
    output.showProgress('20 %');
    output.writeLines('second\nthird');
    expect(shown(written)).toBe('first\nsecond\nthird\n20 %');
  });

  it('leaves nothing of the progress line behind when it ends', () => {
    const { written, output } = outputOn(TERMINAL);
    output.showProgress('10 %');
    output.showProgress('');
    output.writeLines('done');
    expect(shown(written)).toBe('done\n');
  });

  it.each([
    [39, 39],
    [40, 39],
    [41, 39],
  ])('cuts a progress line of %i characters to %i on 40 columns, otherwise it would wrap', (length, kept) => {
    const { written, output } = outputOn(TERMINAL);
    output.showProgress('x'.repeat(length));
    expect(written).toEqual([CLEAR + 'x'.repeat(kept)]);
  });

  it('does not draw a line again that was cut', () => {
    const { written, output } = outputOn(TERMINAL);
    output.showProgress('x'.repeat(50));
    output.showProgress('x'.repeat(50));
    expect(written).toHaveLength(1);
  });

  it('takes 80 columns where the terminal does not know its width', () => {
    for (const columns of [{}, { columns: 0 }]) {
      const { written, output } = outputOn({ isTTY: true, ...columns });
      output.showProgress('x'.repeat(100));
      expect(written).toEqual([CLEAR + 'x'.repeat(79)]);
    }
  });
});

describe('an error output', () => {
  it.each<[string, { isTTY?: boolean }, Record<string, string>, boolean, boolean]>([
    ['a terminal', { isTTY: true }, {}, true, true],
    ['a pipe', {}, {}, false, false],
    ['a terminal and NO_COLOR', { isTTY: true }, { NO_COLOR: '1' }, true, false],
    ['a terminal and an empty NO_COLOR', { isTTY: true }, { NO_COLOR: '' }, true, true],
    ['a terminal and TERM=dumb', { isTTY: true }, { TERM: 'dumb' }, false, false],
    ['a terminal and TERM=xterm', { isTTY: true }, { TERM: 'xterm' }, true, true],
    ['a terminal in CI', { isTTY: true }, { CI: 'true' }, false, false],
    ['a terminal and an empty CI', { isTTY: true }, { CI: '' }, true, true],
    ['a terminal and CI=false', { isTTY: true }, { CI: 'false' }, true, true],
  ])('on %s: progress line and colors as they are wanted', (_on, stream, environment, terminal, colors) => {
    const { output } = outputOn(stream, environment);
    expect([output.isTerminal, output.hasColors]).toEqual([terminal, colors]);
  });

  it.each([
    [{}, {}],
    [{ isTTY: true }, { CI: 'true' }],
    [{ isTTY: true }, { TERM: 'dumb' }],
  ])('writes plain lines and no progress where there is no terminal: %o %o', (stream, environment) => {
    const { written, output } = outputOn(stream, environment as Record<string, string>);
    output.showProgress('10 %');
    output.writeLines('line');
    output.writeLines('whole\n');
    expect(written).toEqual(['line\n', 'whole\n']);
  });
});
