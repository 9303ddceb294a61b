import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { packageRoot } from '../../src/settings/package-root.ts';
import { allExports, type Export, exportsOf } from './doc-comments.ts';
import { readDocument, tableRows } from './markdown.ts';

const root = packageRoot();
const everything = allExports();

/** Begins with a word, a name or a number and ends a sentence before anything else begins. */
const SENTENCE = /^[A-Z0-9`'"({].*?[.:)](\s|$)/s;

const named = ({ file, name }: Export) => `${file}: ${name}`;
const withoutSentence = (exports: readonly Export[]) =>
  exports.filter(({ text }) => !SENTENCE.test(text)).map(named);

/** What a function of the reference doesn't tell: its parameters, by name and in order, or what it gives back. */
function untold({ parameters, tags }: Export): readonly string[] {
  const params = tags.filter((tag) => tag.startsWith('@param'));
  const missing = parameters.filter((name, place) => {
    const tag = params[place];
    return tag === undefined || (name !== undefined && tag !== `@param ${name}`);
  });
  return [...missing.map((name) => `@param ${name}`), ...(tags.includes('@returns') ? [] : ['@returns'])];
}

const functions = everything.filter(({ file, kind }) => file.startsWith('actions/') && kind === 'function');

it('every export tells in a sentence what it is', () => {
  expect(everything.length).toBeGreaterThan(400);
  expect(withoutSentence(everything)).toEqual([]);
});

it('every function of the actions tells of each parameter and of its outcome', () => {
  expect(functions.length).toBeGreaterThan(15);
  const faults = functions.flatMap((one) => untold(one).map((what) => `${named(one)}: ${what}`));
  expect(faults).toEqual([]);
});

it('every function that README gives to copy has an example', () => {
  const given = tableRows(readDocument('README.md'), 'Code to copy').flatMap(([, gives = '']) =>
    [...gives.matchAll(/`(\w+)`/g)].map(([, name]) => name),
  );
  expect(given.length).toBeGreaterThan(10);
  const withExample = functions.filter(({ examples }) => examples.some((code) => code !== ''));
  expect(given.filter((name) => !withExample.some((one) => one.name === name))).toEqual([]);
});

/** What the compiler says of sources that lie in `src` only here, a line each. */
function complaintsOf(sources: ReadonlyMap<string, string>): readonly string[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const settings = {
    ...options,
    // An example may name a value only to show what it is.
    noUnusedLocals: false,
    paths: { 'firehose-scenario': [join(root, 'src', 'index.ts')] },
  };
  const host = ts.createCompilerHost(settings);
  const { fileExists, readFile } = host;
  host.fileExists = (name) => sources.has(name) || fileExists(name);
  host.readFile = (name) => sources.get(name) ?? readFile(name);
  const program = ts.createProgram([...sources.keys()], settings, host);
  const found = [...sources.keys()].flatMap((name) => {
    const file = program.getSourceFile(name);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  });
  return found.map(
    ({ file, messageText }) =>
      `${file?.fileName.split('/').at(-1)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
  );
}

it('every example compiles as it stands, beside the file that it is of', () => {
  const sources = new Map<string, string>();
  for (const { file, name, examples } of everything) {
    for (const [number, code] of examples.entries()) {
      expect(code, `${file}: the example of ${name} is a block of ts`).not.toBe('');
      sources.set(join(root, 'src', file, '..', `example-${number + 1}-of-${name}.ts`), code);
    }
  }
  expect(sources.size).toBeGreaterThan(10);
  // The compiler can tell: an example that calls what there is not is refused.
  const wrong = "import { putRecords } from './put-record.ts';";
  sources.set(join(root, 'src', 'actions', 'wrong-example.ts'), wrong);
  expect(complaintsOf(sources)).toEqual([expect.stringMatching(/^wrong-example\.ts: .*putRecords/)]);
});

it.each([
  ['an export without a comment', 'export const x = 1;'],
  ['a comment that is no doc comment', '// The x.\nexport const x = 1;'],
  ['a doc comment that is no sentence', '/** x */\nexport const x = 1;'],
  ['a doc comment that begins with a tag', '/** @param a - The a. */\nexport function x(a: 1) {}'],
])('the test can tell: %s', (_, source) => {
  expect(withoutSentence(exportsOf('a.ts', source))).toEqual(['a.ts: x']);
});

it.each([
  [
    'a parameter without its tag',
    '/**\n * X.\n *\n * @returns A.\n */\nexport function x(a: 1) {}',
    ['@param a'],
  ],
  [
    'tags in another order',
    '/**\n * @param b - B.\n * @param a - A.\n * @returns A.\n */\nexport function x(a: 1, b: 1) {}',
    ['@param a', '@param b'],
  ],
  [
    'no word of the outcome',
    '/**\n * X.\n *\n * @param a - A.\n */\nexport function x({ a }: X) {}',
    ['@returns'],
  ],
])('the test can tell: %s', (_, source, missing) => {
  expect(exportsOf('a.ts', source).flatMap(untold)).toEqual(missing);
});
