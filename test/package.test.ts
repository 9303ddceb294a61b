import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleScenario, compileLibrary } from '../.build/build.ts';
import { packageRoot } from '../src/settings/package-root.ts';
import { codeBlock, readDocument } from './docs/markdown.ts';
import { CLEAN_ENVIRONMENT, LOCAL_CREDENTIALS } from './support/clean-environment.ts';
import { newFolder } from './support/folders.ts';
import { startEmpty } from './support/resources.ts';
import { storedLines } from './support/stored.ts';

const ROOT = packageRoot();
/** What goes into the package beside what is built. */
const SOURCES = ['package.json', 'README.md', 'LICENSE', 'SPECIFICATION.md', 'resources', 'src'];
const { dependencies, bin } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

let app: string;
let files: readonly string[];
const installed = (...path: string[]) => join(app, 'node_modules/firehose-scenario', ...path);

/** Builds and packs a copy of the checkout, and installs it where its dependencies are linked and nothing else is. */
beforeAll(async () => {
  const copy = newFolder();
  for (const name of SOURCES) cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  await bundleScenario(join(copy, 'dist'));
  compileLibrary(join(copy, 'dist/library'));
  const packed = execFileSync('npm', ['pack', '--offline', '--ignore-scripts', '--json'], { cwd: copy });
  const [{ filename, files: list }] = JSON.parse(packed.toString());
  files = list.map(({ path }: { readonly path: string }) => path);
  app = newFolder();
  mkdirSync(installed(), { recursive: true });
  execFileSync('tar', ['-xzf', join(copy, filename), '--strip-components=1', '-C', installed()]);
  for (const name of [...Object.keys(dependencies), '@types/node', 'undici-types']) link(name);
}, 120_000);

function link(name: string): void {
  const place = join(app, 'node_modules', name);
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules', name), place);
}

/** Writes a module beside what is installed. */
function write(name: string, source: string): string {
  writeFileSync(join(app, name), source);
  return name;
}

/** Compiles modules in one go; returns what the compiler says of them. */
function compile(names: readonly string[]): string {
  const forNode = ['--module', 'nodenext', '--target', 'es2023', '--types', 'node'];
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const args = [tsc, ...forNode, '--strict', '--skipLibCheck', ...names];
  return spawnSync(process.execPath, args, { cwd: app, encoding: 'utf8' }).stdout;
}

describe('the package', () => {
  it('has the command, the library with its types, and neither sources nor tests', () => {
    expect(files).toEqual(expect.arrayContaining(['dist/scenario.js', 'dist/library/index.d.ts']));
    expect(files).toEqual(expect.arrayContaining(['resources/metadata/logging.json', 'LICENSE']));
    expect(files.filter((file) => /^(src|test)\/|\.ts$/.test(file) && !file.endsWith('.d.ts'))).toEqual([]);
  });

  it('has one file behind its command', () => {
    expect(files.filter((file) => /^dist\/(?!library\/)/.test(file))).toEqual(['dist/scenario.js']);
    expect(Object.values(bin)).toEqual(['dist/scenario.js']);
  });

  it('has a command that runs on Node alone, with the embedded AWS in it', () => {
    const options = { cwd: newFolder(), env: CLEAN_ENVIRONMENT, encoding: 'utf8' } as const;
    const stdout = execFileSync(
      installed('dist/scenario.js'),
      ['--local', '--output', 'json', '--log-level', 'silent'],
      options,
    );
    expect(JSON.parse(stdout)).toMatchObject({
      ledger: { delivered: 5_550 },
      metrics: { status: 'complete' },
    });
  });

  it("has types that take README's program, and refuse what the functions would refuse", async () => {
    const program = write('example.mts', codeBlock(readDocument('README.md'), 'As a package', 'ts'));
    const names =
      "import { putRecord } from 'firehose-scenario';\nimport type { FirehoseClient } from '@aws-sdk/client-firehose';";
    const call =
      "declare const client: FirehoseClient;\nvoid putRecord(client, { streamName: 'my-stream', record: 'text' });";
    const refused = write('refused.mts', `${names}\n${call}\n`);
    const told = compile([program, refused]).split('\n');
    const errors = told.filter((line) => line.includes('error TS'));
    expect(errors).toEqual([expect.stringMatching(/^refused\.mts\(4,.*error TS2322/)]);
  });

  it("runs README's program, and what that says is delivered is stored", async () => {
    const aws = await startEmpty();
    const env = { ...CLEAN_ENVIRONMENT, ...LOCAL_CREDENTIALS, AWS_ENDPOINT_URL: aws.endpoint };
    const run = async () =>
      (await promisify(execFile)(process.execPath, [join(app, 'example.mjs')], { env })).stdout;
    expect(await run()).toBe('2 of 2 delivered\n');
    await aws.flush();
    expect(storedLines(aws.dir)).toEqual(['{"number":1}', '{"number":2}']);
    const [first = '', ...records] = (await run()).split('\n');
    expect(first).toBe('2 of 2 delivered');
    expect(records).toEqual([
      expect.stringMatching(/^logs\/.* {"number":1}$/),
      '',
      expect.stringMatching(/^logs\/.* {"number":2}$/),
      '',
      '',
    ]);
  });
});
