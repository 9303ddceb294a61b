import type { Terminal } from './terminal.ts';

/** The one text that a command prints on stdout. */
export interface Page {
  /**
   * Prints it; whoever comes second prints nothing, otherwise a reader gets two documents.
   *
   * @returns The exit code: the given one, and 1 in place of 0 where the text can't be written.
   */
  print(text: string, exitCode: number): Promise<number>;
}

/** Makes a page with nothing on it. */
export function createPage({ stdout, stderr }: Pick<Terminal, 'stdout' | 'stderr'>): Page {
  let state: 'empty' | 'printed' = 'empty';
  return {
    print: async (text, exitCode) => {
      if (state === 'printed') return exitCode;
      state = 'printed';
      const whole = text.endsWith('\n') ? text : `${text}\n`;
      const error = await new Promise<NodeJS.ErrnoException | null | undefined>((resolve) => {
        stdout.write(whole, resolve);
      });
      // A reader that has seen enough, such as head, is no error, and a full disk is one.
      if (!error || error.code === 'EPIPE') return exitCode;
      stderr.write(`firehose-scenario: the report can't be written to stdout: ${error.message}.\n`);
      return exitCode === 0 ? 1 : exitCode;
    },
  };
}
