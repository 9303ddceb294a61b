import { Writable } from 'node:stream';
import { main } from '../../src/cli/main.ts';
import type { StopSignal } from '../../src/cli/terminal.ts';
import type { Report } from '../../src/report/report.ts';
import { stdinOf } from '../support/input.ts';

/** How one run of the command line ended. */
export interface SentRun {
  readonly code: number;
  readonly report: Report;
  /** Everything that it wrote, the report included. */
  readonly output: string;
  /** The signal that it was sent before it ended. */
  readonly signal: StopSignal | undefined;
  /** What the real process would have been ended with at once. */
  readonly endedAtOnce: number | undefined;
}

// The SDK looks for credentials in the process's environment and in files; these come first.
Object.assign(process.env, {
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_EC2_METADATA_DISABLED: 'true',
});

/** Runs the command line in this process, and sends it a signal some time after it has begun to send. */
export async function send(
  args: readonly string[],
  signal?: { readonly name: StopSignal; readonly afterMs: number },
): Promise<SentRun> {
  const listeners = new Set<(name: StopSignal) => void>();
  const state: { signal: StopSignal | undefined; endedAtOnce: number | undefined } = {
    signal: undefined,
    endedAtOnce: undefined,
  };
  let timer: NodeJS.Timeout | undefined;
  const interrupt = () => {
    state.signal = signal?.name;
    for (const listener of listeners) if (signal) listener(signal.name);
  };
  const stdout = collector();
  const stderr = collector((text) => {
    if (signal && text.includes('Sending ')) timer = setTimeout(interrupt, signal.afterMs);
  });
  const code = await main(['--output', 'json', ...args], {
    environment: {},
    loadEnvFile: () => {},
    stdin: stdinOf(),
    stdout: stdout.stream,
    stderr: stderr.stream,
    onSignal: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onFault: () => {},
    exitNow: (exitCode) => {
      state.endedAtOnce = exitCode;
    },
  });
  clearTimeout(timer);
  const text = stdout.text();
  return { code, report: JSON.parse(text) as Report, output: stderr.text() + text, ...state };
}

function collector(onText: (text: string) => void = () => {}) {
  const texts: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk: string | Buffer, _encoding, done) => {
      const text = chunk.toString();
      texts.push(text);
      onText(text);
      done();
    },
  });
  return { stream, text: () => texts.join('') };
}
