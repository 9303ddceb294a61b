import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../src/settings/package-root.ts';
import { factsOf } from '../imports.ts';

/** Packages that are loaded with a file, whatever is done then. */
function packagesOf(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const { specifier, kind } of factsOf(readFileSync(file, 'utf8')).imports) {
    if (kind !== 'value') continue;
    if (specifier.startsWith('.')) packagesOf(join(dirname(file), specifier), seen);
    else seen.add(specifier);
  }
  return seen;
}

const inSource = (file: string) => join(packageRoot(), 'src', file);

it('a run without a proof does not load the client of S3', () => {
  const loaded = packagesOf(inSource('scenario.ts'));
  expect(loaded).toContain('@aws-sdk/client-firehose');
  expect(loaded).not.toContain('@aws-sdk/client-s3');
  expect(packagesOf(inSource('cli/verify-run.ts'))).toContain('@aws-sdk/client-s3');
});
