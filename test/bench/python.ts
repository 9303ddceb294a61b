import { hasCommand } from './compile.ts';
import type { Bench } from './section.ts';

/** The Python that has boto3; `undefined` where there is none, or where it can't be measured. */
export function pythonWithBoto3({ measureKind }: Bench): string | undefined {
  if (measureKind === 'hook') return undefined;
  return ['python3', '/usr/bin/python3'].find((python) => hasCommand(python, ['-c', 'import boto3']));
}
