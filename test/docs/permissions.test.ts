import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { permissionsOf } from '../../src/provision/permissions.ts';
import { packageRoot } from '../../src/settings/package-root.ts';
import { codeBlock, readDocument } from './markdown.ts';

const SERVICES: Readonly<Record<string, string>> = {
  'client-s3': 's3',
  'client-iam': 'iam',
  'client-cloudwatch-logs': 'logs',
  'client-firehose': 'firehose',
};

/** Every call that the sources of provision send, such as `s3:CreateBucket`. */
function calls(): readonly string[] {
  const folder = join(packageRoot(), 'src', 'provision');
  return readdirSync(folder).flatMap((name) => {
    const source = readFileSync(join(folder, name), 'utf8');
    const client = /from '@aws-sdk\/(client-[\w-]+)'/.exec(source)?.[1] ?? '';
    const service = SERVICES[client];
    if (service === undefined) return [];
    return [...source.matchAll(/new (\w+)Command\(/g)].map(([, operation]) => `${service}:${operation}`);
  });
}

it("README's policy for setup and teardown allows exactly what their calls need", () => {
  const heading = 'What setup and teardown may do';
  const policy = JSON.parse(codeBlock(readDocument('README.md'), heading, 'json'));
  const needed = new Set(calls().flatMap(permissionsOf));
  expect(needed.size).toBeGreaterThan(25);
  expect(policy.Statement[0].Action.toSorted()).toEqual([...needed].toSorted());
});
