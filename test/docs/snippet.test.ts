import { execFile } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, it } from 'vitest';
import { packageRoot } from '../../src/settings/package-root.ts';
import { CLEAN_ENVIRONMENT, LOCAL_CREDENTIALS } from '../support/clean-environment.ts';
import { makeStream, startAws } from '../support/embedded.ts';
import { newFolder } from '../support/folders.ts';
import { storedLines } from '../support/stored.ts';
import { codeBlock, codeBlocks, readDocument } from './markdown.ts';

const run = promisify(execFile);
const readme = readDocument('README.md');
const root = packageRoot();
let folder: string;

/** A reader's own folder: README's snippet, the copied actions, and the packages that README names. */
beforeAll(() => {
  folder = newFolder();
  cpSync(join(root, 'src', 'actions'), join(folder, 'actions'), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'snippet.ts'), codeBlock(readme, 'Code to copy', 'ts'));
});

it("README's snippet compiles", async () => {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const flags = ['--strict', '--noEmit', '--allowImportingTsExtensions', '--skipLibCheck', '--types', 'node'];
  const forNode = ['--module', 'nodenext', '--target', 'es2023', '--erasableSyntaxOnly'];
  const outcome = await run(process.execPath, [tsc, ...flags, ...forNode, 'snippet.ts'], {
    cwd: folder,
  }).catch((error: { readonly stdout: string }) => error);
  expect(outcome.stdout).toBe('');
});

it("README's snippet runs, and what it says is delivered is stored", async () => {
  const aws = await startAws();
  await makeStream(aws, 'my-stream');
  const env = { ...CLEAN_ENVIRONMENT, ...LOCAL_CREDENTIALS, AWS_ENDPOINT_URL: aws.endpoint };
  const { stdout } = await run(process.execPath, ['--import', import.meta.resolve('tsx'), 'snippet.ts'], {
    cwd: folder,
    env,
  });
  expect(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' ')[0]),
  ).toEqual(['0', '1']);
  await aws.flush();
  expect(storedLines(aws.dir)).toEqual(['{"number":1}', '{"number":2}']);
});

it('README names exactly the packages that the actions import', () => {
  const command =
    codeBlocks(readme)
      .find(({ code }) => code.startsWith('npm install'))
      ?.code.trim() ?? '';
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const named = command.split(' ').slice(2);
  const names = named.map((word) => word.replace(/(?<=.)@\d+$/, ''));
  expect(names).toEqual(['@aws-sdk/client-firehose', '@aws-sdk/client-cloudwatch', 'p-retry']);
  expect(names.filter((name) => !(name in dependencies))).toEqual([]);
  expect(dependencies['p-retry']).toMatch(/^7\./);
});
