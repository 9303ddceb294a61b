import { type Readable, Writable } from 'node:stream';
import { main } from '../../src/cli/main.ts';
import type { StopSignal } from '../../src/cli/terminal.ts';
import type { Report } from '../../src/report/report.ts';
import { CLEAN_ENVIRONMENT, withEnvironment } from './clean-environment.ts';
import { newFolder } from './folders.ts';
import { stdinOf } from './input.ts';

/** How a run ended, and what it wrote. */
export interface MainRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The document on stdout; throws where there is none. */
  readonly report: Report;
  /** Log lines on stderr. */
  readonly logs: readonly Readonly<Record<string, unknown>>[];
}

export interface MainOptions {
  /** Variables beside the clean ones. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly stdin?: Readable;
  /** Makes stderr a terminal of 80 columns. */
  readonly stderrIsTTY?: true;
  /** What every write to stdout fails with. */
  readonly stdoutError?: Error;
  /** Whether stdout is a terminal. @defaultValue false */
  readonly stdoutIsTerminal?: boolean;
  /** Called as the run writes to stdout, with a way to send it a signal; the same of stderr. */
  readonly onStdout?: (text: string, signal: (name: StopSignal) => void) => void;
  readonly onStderr?: (text: string, signal: (name: StopSignal) => void) => void;
}

/** Runs the command line in this process, with a terminal that is a pipe and an environment that is clean. */
export async function runMain(args: readonly string[], options: MainOptions = {}): Promise<MainRun> {
  const listeners = new Set<(signal: StopSignal) => void>();
  const signal = (name: StopSignal) => listeners.forEach((listen) => void listen(name));
  const stdout = textSink((text) => options.onStdout?.(text, signal), options.stdoutError);
  const stderr = textSink((text) => options.onStderr?.(text, signal));
  const environment = { ...CLEAN_ENVIRONMENT, ...options.environment };
  const code = await withEnvironment(environment, () =>
    main(args, {
      environment,
      loadEnvFile: () => {},
      stdin: options.stdin ?? stdinOf(),
      stdout: Object.assign(stdout.stream, { isTTY: options.stdoutIsTerminal ?? false }),
      stderr: Object.assign(stderr.stream, options.stderrIsTTY && { isTTY: true, columns: 80 }),
      onSignal: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      onFault: () => {},
      exitNow: (exitCode) => {
        throw new Error(`the process ends at once with ${exitCode}`);
      },
    }),
  );
  return readRun(code, stdout.text(), stderr.text());
}

/** A run on an embedded AWS of its own, whose folder is `dir`. */
export async function runLocal(
  args: readonly string[],
  options: MainOptions = {},
): Promise<MainRun & { readonly dir: string }> {
  const dir = newFolder();
  const quick = ['--local', '--local-dir', dir, '--output', 'json', '--base-delay-ms', '1'];
  const letters = args.includes('--dead-letter') ? [] : ['--dead-letter', `${dir}/dead-letters.ndjson`];
  return Object.assign(await runMain([...quick, ...letters, ...args], options), { dir });
}

/** What a run wrote, read back. */
export function readRun(code: number, stdout: string, stderr: string): MainRun {
  return {
    code,
    stdout,
    stderr,
    get report() {
      return JSON.parse(stdout) as Report;
    },
    get logs() {
      const lines = stderr.split('\n').filter((line) => line.startsWith('{'));
      return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    },
  };
}

function textSink(onText: (text: string) => void, error: Error | null = null) {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk);
      onText(chunk.toString());
      done(error);
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString() };
}
