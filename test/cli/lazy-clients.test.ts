import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../src/settings/package-root.ts';
import { factsOf } from '../imports.ts';

/** Every package that is loaded with a file of `src`, at once and not lazily. */
function packagesOf(file: string, seen = new Set<string>()): Set<string> {
  const packages = new Set<string>();
  if (seen.has(file)) return packages;
  seen.add(file);
  for (const { specifier, kind } of factsOf(readFileSync(file, 'utf8')).imports) {
    if (kind !== 'value') continue;
    if (!specifier.startsWith('.')) packages.add(specifier);
    else for (const name of packagesOf(join(file, '..', specifier), seen)) packages.add(name);
  }
  return packages;
}

const clientsOf = (file: string) =>
  [...packagesOf(join(packageRoot(), 'src', file))]
    .filter((name) => name.startsWith('@aws-sdk/client-'))
    .toSorted();

it('a run loads the SDK’s clients of Firehose and CloudWatch only', () => {
  expect(clientsOf('cli/run.ts')).toEqual(['@aws-sdk/client-cloudwatch', '@aws-sdk/client-firehose']);
});

it('a proof loads that of S3', () => {
  expect(clientsOf('cli/verify-run.ts')).toContain('@aws-sdk/client-s3');
});

it('setup loads those of what it makes', () => {
  const others = ['cloudwatch-logs', 'iam', 's3', 'sts'].map((name) => `@aws-sdk/client-${name}`);
  expect(clientsOf('cli/setup.ts')).toEqual(expect.arrayContaining(others));
});
