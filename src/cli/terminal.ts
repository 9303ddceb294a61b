import type { Readable, Writable } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';

/** The process as a command sees it. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Adds what stands in `.env` to the environment; throws what `process.loadEnvFile` throws. */
  loadEnvFile(): void;
  readonly stdin: Readable & Partial<Pick<ReadStream, 'isTTY'>>;
  readonly stdout: Writable & Partial<Pick<WriteStream, 'isTTY'>>;
  readonly stderr: Writable & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>;
  /** Calls back for each SIGINT and SIGTERM; returns what ends that. */
  onSignal(listener: (signal: StopSignal) => void): () => void;
  /** Calls back for an error that nobody caught. */
  onFault(listener: (error: unknown) => void): void;
  /** Ends the process at once, for a user who pressed Ctrl-C twice. */
  exitNow(code: number): void;
}

/** The signals that stop a run in good order. */
export type StopSignal = 'SIGINT' | 'SIGTERM';
