import type { Writable } from 'node:stream';
import { RunError } from '../report/run-error.ts';

/** A way to stdout that gathers lines and waits for its reader. */
export interface TextSink {
  /** Resolves when there is room for more; `closed` where the reader has gone away, such as head. */
  write(line: Buffer): Promise<'open' | 'closed'>;
  flush(): Promise<'open' | 'closed'>;
}

const HELD_BYTES = 64 * 1024;
/** What a write says when its reader has gone away. */
const GONE = ['EPIPE', 'ERR_STREAM_DESTROYED'];

/** A stdout that can't be written for any other reason makes `write` and `flush` throw a RunError. */
export function createTextSink(stdout: Writable): TextSink {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let state: 'open' | 'closed' = 'open';
  const flush = async () => {
    const bytes = Buffer.concat(held);
    held = [];
    heldBytes = 0;
    if (state === 'closed' || bytes.length === 0) return state;
    const error = await new Promise<NodeJS.ErrnoException | null | undefined>((resolve) => {
      stdout.write(bytes, resolve);
    });
    if (error && !GONE.includes(error.code ?? '')) throw stdoutError(error);
    if (error) state = 'closed';
    return state;
  };
  return {
    flush,
    async write(line) {
      held.push(line);
      heldBytes += line.length;
      return heldBytes < HELD_BYTES ? state : flush();
    },
  };
}

function stdoutError(cause: NodeJS.ErrnoException): RunError {
  const { code = 'UNKNOWN', message } = cause;
  const next = 'Make room, and go on with --start-after and the last key on stderr.';
  return new RunError('storage', { code, message: `stdout can't be written: ${message}.`, next, cause });
}
