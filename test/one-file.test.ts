import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleCommand } from '../.build/build.ts';
import { commentOf, readPart } from '../.build/texts.ts';
import { packageRoot } from '../src/settings/package-root.ts';
import { CLEAN_ENVIRONMENT } from './support/clean-environment.ts';
import { newFile, newFolder } from './support/folders.ts';

/** A program of which a part is loaded lazily twice over, and another one fails. */
const PROGRAM = {
  'main.ts': `
    import * as nodeModule from 'node:module';
import { join } from 'node:path';
    import { counted } from './counted.ts';
    const [first, second] = [await import('./first.ts'), await import('./second.ts')];
    const told = [counted(), first.seen(), second.seen(), first.label === second.label, first.url === import.meta.url];
    console.log(JSON.stringify([...told, join('a', 'b'), await second.lazily()]));
    await import('./fails.ts');`,
  'counted.ts': 'let count = 0;\nexport const counted = () => (count += 1);',
  'label.ts': `
    import { counted } from './counted.ts';
    export let latest = 'early';
    export const renew = () => { latest = \`late \${counted()}, with */ and \\n in it\`; };
    export const label = {};`,
  'first.ts': `
    import { latest, renew } from './label.ts';
    export { label } from './label.ts';
    export const url = import.meta.url;
    export const seen = () => { const before = latest; renew(); return [before, latest]; };`,
  'second.ts': `
    import { latest } from './label.ts';
    export { label } from './label.ts';
    export const seen = () => latest;
    export const lazily = async () => typeof (await import('node:zlib')).createGzip;`,
  'fails.ts': `
    export function fail(): never { throw new Error('as it should'); }
    fail();`,
};

describe('a program in one file', () => {
  let file: string;
  beforeAll(async () => {
    const folder = newFolder();
    for (const [name, source] of Object.entries(PROGRAM)) writeFileSync(join(folder, name), source);
    file = join(folder, 'made', 'main.mjs');
    await bundleCommand(join(folder, 'main.ts'), file);
  });
  const run = (environment = {}) =>
    spawnSync(process.execPath, [file], { encoding: 'utf8', env: { ...CLEAN_ENVIRONMENT, ...environment } });

  it('evaluates what is shared once, and sees what changes in it', () => {
    const late = 'late 2, with */ and \n in it';
    expect(JSON.parse(run().stdout)).toEqual([1, ['early', late], late, true, true, 'a/b', 'function']);
  });

  it('refuses to hold a part that imports what nobody knows', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'main.ts'), "await import('./part.ts');");
    writeFileSync(join(folder, 'part.ts'), 'export const load = (name: string) => import(name);');
    const bundled = bundleCommand(join(folder, 'main.ts'), join(folder, 'made.mjs'));
    await expect(bundled).rejects.toThrow("A part can't have this: import(name)");
  });

  it('says in a stack trace which part and which function it was', () => {
    expect(run().stderr).toMatch(/as it should\n.*at fail \(.*\/main\.mjs\/parts\/fails-\w+\.js:\d+:\d+\)/);
  });
});

describe('what is kept of a program in one file', () => {
  it.each([
    // Newer versions of Node keep it themselves, in another place.
    ['compiled parts, where Node keeps none', {}, 'enableCompileCache' in nodeModule ? 0 : 1],
    ['nothing, where it is turned off', { NODE_DISABLE_COMPILE_CACHE: '1' }, 0],
  ])('is %s, and it runs the same with them', async (_what, environment, expected) => {
    const folder = newFolder();
    writeFileSync(
      join(folder, 'main.ts'),
      "const { told } = await import('./part.ts');\nconsole.log(told());",
    );
    writeFileSync(join(folder, 'part.ts'), "export const told = () => 'told';");
    const file = join(folder, 'made', 'main.mjs');
    await bundleCommand(join(folder, 'main.ts'), file);
    const HOME = newFolder();
    const env = { ...CLEAN_ENVIRONMENT, NODE_COMPILE_CACHE: '', HOME, ...environment };
    const outputs = [1, 2].map(() => execFileSync(process.execPath, [file], { encoding: 'utf8', env }));
    expect(outputs).toEqual(['told\n', 'told\n']);
    const files = readdirSync(HOME, { recursive: true, encoding: 'utf8' });
    expect(files.filter((name) => name.endsWith('/part'))).toHaveLength(expected);
  });
});

describe('a comment of parts', () => {
  const source = fc.string({ unit: fc.constantFrom('*', '/', '\n', '"', '`', '=', ' ', 'x'), maxLength: 40 });
  const sources = fc.dictionary(
    fc.stringMatching(/^[a-z]{1,5}$/),
    source.filter((text) => !text.includes('*=/')),
  );

  it('gives every part back as it was, in front of it whatever there is', () => {
    fc.assert(
      fc.property(sources, fc.string(), (parts, head) => {
        const { text, places } = commentOf(new Map(Object.entries(parts)));
        const program = newFile(`${head}${text}\n`);
        const read = Object.entries(places).map(([name, place]) => [name, readPart(program, name, place)]);
        expect(Object.fromEntries(read)).toEqual(parts);
        expect(text.indexOf('*/')).toBe(text.length - 2);
      }),
    );
  });

  it('has no part of another name or place', () => {
    const { text, places } = commentOf(
      new Map([
        ['a', '1'],
        ['b', '2'],
      ]),
    );
    const { a = [0, 0] as const, b = [0, 0] as const } = places;
    const program = newFile(`${text}\n`);
    expect([
      readPart(program, 'a', b),
      readPart(program, 'b', b),
      readPart(program, 'a', [a[0] + 1, a[1]]),
    ]).toEqual([undefined, '2', undefined]);
  });

  it.each(['"ä"', '"*=/"'])("refuses %s, which couldn't be read back", (text) => {
    expect(() => commentOf(new Map([['a', text]]))).toThrow("a has what a comment of parts can't hold.");
  });
});

describe('the command line in one file', () => {
  let whole: string;
  let withoutParts: string;
  beforeAll(() => {
    whole = readFileSync(process.env.SCENARIO_BUNDLE ?? '', 'utf8');
    const folder = newFolder();
    mkdirSync(join(folder, 'dist'));
    cpSync(join(packageRoot(), 'package.json'), join(folder, 'package.json'));
    symlinkSync(join(packageRoot(), 'resources'), join(folder, 'resources'));
    withoutParts = join(folder, 'dist/scenario.js');
    writeFileSync(withoutParts, whole.slice(0, whole.indexOf('/*\n// Part ')));
  });
  const run = (args: readonly string[]) =>
    spawnSync(process.execPath, [withoutParts, ...args], { env: CLEAN_ENVIRONMENT, encoding: 'utf8' });

  it('has the larger part of it in parts', () => {
    expect(whole.indexOf('/*\n// Part ')).toBeGreaterThan(0);
    expect(whole.indexOf('/*\n// Part ')).toBeLessThan(whole.length / 10);
  });

  it.each([
    ['help', ['--help'], 0],
    ['the help of a command', ['setup', '--help'], 0],
    ['a word that is no command', ['lokal'], 252],
    ['a value that is not allowed', ['--stream', 'alerts', '--in-flight', '0'], 252],
  ])('evaluates no part for %s', (_what, args, exitCode) => {
    expect(run(args).status).toBe(exitCode);
  });

  it('loads no module of Node for help that takes long to load', () => {
    const listModules = newFile(
      "process.on('exit', () => process.stderr.write(process.moduleLoadList.join('\\n')));",
      'list-modules.cjs',
    );
    const options = { env: CLEAN_ENVIRONMENT, encoding: 'utf8' } as const;
    const { stderr } = spawnSync(
      process.execPath,
      ['--require', listModules, withoutParts, '--help'],
      options,
    );
    const loaded = stderr.split('\n').map((line) => line.replace('NativeModule ', ''));
    // The pipe on standard output takes net.
    expect(loaded).toEqual(expect.arrayContaining(['path', 'net']));
    const slow = ['crypto', 'http', 'https', 'http2', 'tls', 'zlib', 'child_process', 'v8'];
    expect(loaded.filter((name) => slow.includes(name))).toEqual([]);
  });

  it('says what is missing where a part is needed', () => {
    const { status, stderr } = run(['--dry-run']);
    expect(stderr).toMatch(/scenario\.js has no part dry-run-\w+\.js: start it again\./);
    expect(status).toBe(255);
  });
});
