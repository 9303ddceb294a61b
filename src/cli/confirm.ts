import { createInterface } from 'node:readline/promises';
import type { Terminal } from './terminal.ts';

/**
 * Asks on the terminal for a name to be typed.
 *
 * @returns Whether it was this one; the end of the input is a no.
 */
export async function isConfirmed(
  { stdin, stderr }: Pick<Terminal, 'stdin' | 'stderr'>,
  name: string,
  signal: AbortSignal,
): Promise<boolean> {
  // Without `terminal: false` the terminal would be in raw mode, where Ctrl-C is a character and no signal.
  const lines = createInterface({ input: stdin, terminal: false });
  stderr.write(`Type the stream's name to remove all of this: `);
  try {
    const line = new Promise<string>((resolve, reject) => {
      lines.once('line', resolve).once('close', () => resolve(''));
      if (signal.aborted) reject(signal.reason);
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    return (await line).trim() === name;
  } finally {
    lines.close();
    stdin.destroy();
  }
}
