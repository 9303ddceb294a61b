import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Report } from '../../src/report/report.ts';
import { FROM_BUNDLE } from '../support/scenario.ts';

/** How a process was ended, and when, in milliseconds after it has opened its checkpoint. */
export interface Stop {
  readonly signal: 'SIGKILL' | 'SIGINT' | 'SIGTERM';
  readonly afterMs: number;
}

/** How a process of the command line ended. */
export interface CliEnd {
  /** `null` where a signal killed it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** `undefined` where it was killed before it could write one. */
  readonly report: Report | undefined;
  /** Records that it said it would send again, and that a crash of it could repeat. */
  readonly sentAgain: number;
  readonly crashBound: number;
}

/** Runs the command line as a process of its own in a folder, and stops it on the way where that is asked for. */
export async function runProcess(
  cwd: string,
  args: readonly string[],
  options: { readonly stop?: Stop | undefined; readonly fileBlocks?: number } = {},
): Promise<CliEnd> {
  const { stop, fileBlocks } = options;
  const node = [process.execPath, ...FROM_BUNDLE, '--output', 'json', ...args];
  // With a limit on the size of files, writes fail as on a full disk: in part first, then with an error.
  const [command = '', ...rest] =
    fileBlocks === undefined ? node : ['sh', '-c', `ulimit -f ${fileBlocks}; exec "$@"`, 'sh', ...node];
  const child = spawn(command, rest, { cwd, env: environment(cwd), stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  let timer: NodeJS.Timeout | undefined;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    if (stop && stderr.includes('Checkpoint '))
      timer ??= setTimeout(() => child.kill(stop.signal), stop.afterMs);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(timer);
  const report = stdout === '' ? undefined : (JSON.parse(stdout) as Report);
  return { code, stdout, stderr, report, ...announced(stderr) };
}

function environment(home: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH ?? '',
    HOME: home,
    // Otherwise tsx compiles everything anew in each process.
    TMPDIR: process.env.TMPDIR ?? '/tmp',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

function announced(stderr: string): Pick<CliEnd, 'sentAgain' | 'crashBound'> {
  const number = (pattern: RegExp) => Number((pattern.exec(stderr)?.[1] ?? '0').replaceAll(',', ''));
  return {
    sentAgain: number(/resumed, ([\d,]+) records? sent again at most/),
    crashBound: number(/a crash can repeat ([\d,]+) records? at most/),
  };
}
