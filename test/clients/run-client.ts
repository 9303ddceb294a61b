import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type LocalAwsOptions, startLocalAws } from '../../src/local/local-aws.ts';

const run = promisify(execFile);
const HERE = import.meta.dirname;

/** Debian's clients; others on the PATH may be newer and are not meant. */
const AWS = '/usr/bin/aws';
const PYTHON = '/usr/bin/python3';

/** Says how a program of somebody else's ended, with all that it wrote. */
export type ClientOutcome =
  | { readonly status: 'passed' }
  | { readonly status: 'failed'; readonly output: string };

/** Runs a Python file of this folder, which is a suite of `unittest`, against an embedded AWS of its own. */
export function runPython(file: string, options: Partial<LocalAwsOptions> = {}): Promise<ClientOutcome> {
  return withLocalAws(options, (environment) => outcomeOf(PYTHON, [join(HERE, file)], environment));
}

/** Runs a shell file of this folder, which calls `aws`, against an embedded AWS of its own. */
export function runShell(file: string, options: Partial<LocalAwsOptions> = {}): Promise<ClientOutcome> {
  return withLocalAws(options, (environment) => outcomeOf('/bin/bash', [join(HERE, file)], environment));
}

/** Runs a shell file of this folder against an embedded AWS that runs already; `home` is an empty folder. */
export function runShellAgainst(file: string, endpoint: string, home: string): Promise<ClientOutcome> {
  requireClients();
  return outcomeOf('/bin/bash', [join(HERE, file)], environmentFor(endpoint, home));
}

async function withLocalAws(
  options: Partial<LocalAwsOptions>,
  use: (environment: Readonly<Record<string, string>>) => Promise<ClientOutcome>,
): Promise<ClientOutcome> {
  requireClients();
  const folder = mkdtempSync(join(tmpdir(), 'clients-'));
  const aws = await startLocalAws({ creatingMs: 100, dir: join(folder, 'aws'), ...options });
  try {
    return await use(environmentFor(aws.endpoint, folder));
  } finally {
    await aws.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function requireClients(): void {
  const missing = [AWS, PYTHON].filter((program) => !existsSync(program));
  if (missing.length === 0) return;
  throw new Error(`${missing.join(' and ')} is missing; run: apt-get install -y awscli python3-boto3`);
}

/** Nothing of the user's own: no profile, no proxy, no real credentials. */
function environmentFor(endpoint: string, home: string): Readonly<Record<string, string>> {
  return {
    PATH: '/usr/bin:/bin',
    HOME: home,
    LANG: 'C.UTF-8',
    LOCAL_AWS: endpoint,
    AWS,
    AWS_PAGER: '',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    PYTHONDONTWRITEBYTECODE: '1',
  };
}

async function outcomeOf(
  program: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<ClientOutcome> {
  try {
    await run(program, parameters, { env: environment, cwd: environment.HOME, timeout: 170_000 });
    return { status: 'passed' };
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    return { status: 'failed', output: `${String(error)}\n${stdout}\n${stderr}` };
  }
}
