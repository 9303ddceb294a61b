import { spawnSync } from 'node:child_process';
import type { Bench } from './section.ts';

/** The Python that has boto3; `undefined` where there is none, or where it can't be measured. */
export function pythonWithBoto3({ measureKind }: Bench): string | undefined {
  if (measureKind === 'hook') return undefined;
  // A command that only looks for the real one would be measured with it.
  const tell = 'import boto3, sys; print(sys.executable)';
  const found = ['python3', '/usr/bin/python3'].map((python) =>
    spawnSync(python, ['-c', tell], { encoding: 'utf8' }),
  );
  return found.find(({ status }) => status === 0)?.stdout.trim();
}
