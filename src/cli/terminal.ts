import type { Readable, Writable } from 'node:stream';
import type { WriteStream } from 'node:tty';

/** The process as a command sees it. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Pick<WriteStream, 'write'> & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>;
  /** Calls back for each SIGINT and SIGTERM; returns what ends that. */
  onSignal(listener: (signal: StopSignal) => void): () => void;
  /** Ends the process at once, for a user who pressed Ctrl-C twice. */
  exitNow(code: number): void;
}

export type StopSignal = 'SIGINT' | 'SIGTERM';
