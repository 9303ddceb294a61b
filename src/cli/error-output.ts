import type { WriteStream } from 'node:tty';

/** Standard error: log lines, and on a terminal one progress line below them. */
export interface ErrorOutput {
  readonly isTerminal: boolean;
  readonly hasColors: boolean;
  /** Writes whole lines, above the progress line. */
  writeLines(text: string): void;
  /** Puts another text in the progress line; does nothing where there is no terminal. */
  showProgress(text: string): void;
}

const CLEAR_LINE = '\r\u001b[2K';

/** Makes the output on stderr: log lines, and on a terminal one line of progress below them. */
export function createErrorOutput(
  stream: Pick<WriteStream, 'write'> & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>,
  environment: Readonly<Record<string, string | undefined>>,
): ErrorOutput {
  const isTerminal = stream.isTTY === true && environment.TERM !== 'dumb' && !isCi(environment);
  let progress = '';
  const draw = (text: string) => {
    // A terminal that doesn't know its width says 0.
    const line = text.slice(0, (stream.columns || 80) - 1);
    if (line === progress) return;
    progress = line;
    stream.write(CLEAR_LINE + progress);
  };
  return {
    isTerminal,
    // https://no-color.org: any value but an empty one.
    hasColors: isTerminal && !environment.NO_COLOR,
    writeLines: (text) => {
      const lines = text.endsWith('\n') ? text : `${text}\n`;
      if (progress === '') stream.write(lines);
      else stream.write(CLEAR_LINE + lines + progress);
    },
    showProgress: (text) => {
      if (isTerminal) draw(text);
    },
  };
}

function isCi({ CI }: Readonly<Record<string, string | undefined>>): boolean {
  return CI !== undefined && !['', '0', 'false'].includes(CI);
}
