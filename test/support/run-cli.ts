import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { CLEAN_ENVIRONMENT } from './clean-environment.ts';
import { newFolder } from './folders.ts';
import { type MainRun, readRun } from './run-main.ts';
import { FROM_BUNDLE } from './scenario.ts';

/** How a process ended. */
export interface CliRun extends MainRun {
  /** The signal that killed it, which none should. */
  readonly killedBy: NodeJS.Signals | null;
  readonly cwd: string;
}

export interface CliOptions {
  /** Working directory. @defaultValue a new folder */
  readonly cwd?: string;
  /** Variables beside the clean ones. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What stands on standard input, which then ends; `open` is a pipe that stays open and empty. */
  readonly stdin?: string | 'open';
  /** What Node is given to run it. @defaultValue the command line as the package has it */
  readonly program?: readonly string[];
}

/** A running command line. */
export interface CliProcess {
  readonly child: ChildProcess;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly cwd: string;
  /** Resolves when stderr contains this text. */
  stderrContains(text: string): Promise<void>;
  readonly ended: Promise<CliRun>;
}

/** Starts the command line as a process of its own, in a process group of its own. */
export function startCli(args: readonly string[], options: CliOptions = {}): CliProcess {
  const { cwd = newFolder(), environment = {}, stdin = '', program = FROM_BUNDLE } = options;
  const child = spawn(process.execPath, [...program, ...args], {
    cwd,
    env: { ...CLEAN_ENVIRONMENT, ...environment },
    detached: true,
  });
  if (stdin !== 'open') child.stdin.end(stdin);
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  const stderrContains = async (text: string) => {
    while (!output.stderr.includes(text)) await once(child.stderr, 'data');
  };
  const ended = once(child, 'close').then(([code, killedBy]) =>
    Object.assign(readRun(code ?? -1, output.stdout, output.stderr), { killedBy, cwd }),
  );
  const { stdin: input, stdout, stderr } = child;
  return { child, stdin: input, stdout, stderr, cwd, stderrContains, ended };
}

/** Runs the command line as a process of its own to its end. */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  return startCli(args, options).ended;
}
