import { spawnSync } from 'node:child_process';

/** Compiles a C source; tells whether that worked. */
export function compile(source: string, program: string, options: readonly string[]): boolean {
  // Libraries have to stand behind the source that needs them.
  return spawnSync('cc', ['-O2', '-o', program, source, ...options], { stdio: 'ignore' }).status === 0;
}

/** Whether a command is there and answers. */
export function hasCommand(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}
