import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { compile } from './compile.ts';

/** What a process took from its start to its end. */
export interface Measured {
  readonly wallS: number;
  /** User and system time together, of all its threads. */
  readonly cpuS: number;
  readonly peakMiB: number;
  readonly stdout: string;
}

/** Runs a command to its end and measures the whole of it. @throws Error where it fails. */
export type Measure = (
  command: readonly string[],
  options?: { readonly environment?: Readonly<Record<string, string>>; readonly exitCode?: number },
) => Promise<Measured>;

/** Without a C compiler only programs of Node can be measured, which then tell it themselves at their end. */
const TELL_AT_EXIT = `
import { readFileSync, writeSync } from 'node:fs';
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  let peakMiB = maxRSS / 1024;
  try {
    // maxRSS begins with the peak of the process that started this one.
    peakMiB = Number(/VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
  } catch {}
  writeSync(3, JSON.stringify({ cpuS: (userCPUTime + systemCPUTime) / 1e6, peakMiB }));
});`;

/** Makes what measures processes on this machine. */
export function createMeasure(folder: string): {
  readonly measure: Measure;
  readonly kind: 'wait4' | 'hook';
} {
  const program = join(folder, 'measure');
  if (compile(join(import.meta.dirname, 'measure.c'), program, [])) {
    return { kind: 'wait4', measure: measureWith((command) => [program, ...command]) };
  }
  const hook = join(folder, 'tell-at-exit.mjs');
  writeFileSync(hook, TELL_AT_EXIT);
  return {
    kind: 'hook',
    measure: measureWith(([node = '', ...args]) => [node, '--import', hook, ...args]),
  };
}

function measureWith(wrap: (command: readonly string[]) => readonly string[]): Measure {
  return async (command, { environment = {}, exitCode = 0 } = {}) => {
    const [program = '', ...args] = wrap(command);
    const start = performance.now();
    const child = spawn(program, args, {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    const streams = [child.stdout, child.stderr, child.stdio[3] as Readable].map((stream) =>
      text(stream as Readable),
    );
    const [[code], stdout = '', stderr, told = ''] = await Promise.all([once(child, 'close'), ...streams]);
    const wallS = (performance.now() - start) / 1_000;
    if (code !== exitCode) throw new Error(`${command.join(' ')} ended with ${code}: ${stderr}`);
    return { wallS, ...JSON.parse(told), stdout };
  };
}
