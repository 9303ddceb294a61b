import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../src/settings/package-root.ts';
import { factsOf } from '../imports.ts';

const folder = join(packageRoot(), 'src', 'aws');
// The clients of setup and teardown lie behind the doors of those commands.
const files = readdirSync(folder, { encoding: 'utf8', recursive: true });
const names = files.filter((name) => name.endsWith('.ts') && name !== 'resource-clients.ts');
const imports = names.flatMap((name) => {
  const facts = factsOf(readFileSync(join(folder, name), 'utf8'));
  return facts.imports.map(({ specifier, kind }) => `${name}: ${kind} ${specifier}`);
});

// Otherwise every run pays for loading them, whose start is what a user waits for.
it.each([
  ['@aws-sdk/client-sts', 'caller-identity.ts'],
  ['@aws-sdk/client-cloudwatch-logs', 'log-service.ts'],
])('%s is loaded when it is asked for, in one file', (client, file) => {
  expect(imports.filter((found) => found.endsWith(` ${client}`))).toEqual([`${file}: lazy ${client}`]);
});
