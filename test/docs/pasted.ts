import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { packageRoot } from '../../src/settings/package-root.ts';
import { CLEAN_ENVIRONMENT, LOCAL_CREDENTIALS } from '../support/clean-environment.ts';
import { newFolder } from '../support/folders.ts';
import { excerptsOf, fileNameOf, PAGES, packagesOf, readSnippets } from './excerpts.ts';

const run = promisify(execFile);
const packages = join(packageRoot(), 'node_modules');
const snippets = readSnippets();

/** TypeScript as it is pasted, or the JavaScript that is left when its types are erased. */
export type Language = 'ts' | 'js';

/** Makes a reader's folder: a page's excerpts under the names that it tells, its packages, and nothing else. */
export function paste(pageName: string, language: Language): string {
  const folder = newFolder();
  const page = PAGES[pageName];
  if (page === undefined) throw new Error(`There is no page ${pageName}.`);
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  for (const name of packagesOf(page)) link(folder, name);
  for (const excerpt of excerptsOf(page)) {
    const code = excerpt.snippet_tags
      .map((tag) => snippets.find((snippet) => snippet.tag === tag)?.code)
      .join('');
    write(folder, fileNameOf(excerpt), code, language);
  }
  return folder;
}

/** Writes a file of TypeScript, in the folder's language. */
function write(folder: string, name: string, code: string, language: Language): void {
  const file = join(folder, name);
  if (language === 'ts') writeFileSync(file, code);
  else writeFileSync(file.replace(/\.ts$/, '.js'), withoutTypes(code));
}

function withoutTypes(code: string): string {
  const compilerOptions = {
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ES2023,
    rewriteRelativeImportExtensions: true,
  };
  return ts.transpileModule(code, { compilerOptions }).outputText;
}

function link(folder: string, name: string): void {
  const target = join(folder, 'node_modules', name);
  mkdirSync(dirname(target), { recursive: true });
  symlinkSync(join(packages, name), target);
}

/** What the compiler says of the pasted files of these folders, a line each. */
export async function compile(folders: readonly string[]): Promise<readonly string[]> {
  for (const folder of folders) link(folder, '@types/node');
  const flags = ['--strict', '--noEmit', '--allowImportingTsExtensions', '--skipLibCheck', '--types', 'node'];
  const forNode = [
    '--module',
    'nodenext',
    '--target',
    'es2023',
    '--erasableSyntaxOnly',
    '--verbatimModuleSyntax',
  ];
  const sources = folders.flatMap((folder) => ts.sys.readDirectory(folder, ['.ts'], ['node_modules']));
  const tsc = join(packages, 'typescript', 'bin', 'tsc');
  const args = [tsc, ...flags, ...forNode, '--noUncheckedIndexedAccess', ...sources];
  const { stdout } = await run(process.execPath, args, { cwd: folders[0] }).catch(
    (error: { readonly stdout: string }) => error,
  );
  return stdout.split('\n').filter((line) => line !== '');
}

/** Runs a reader's own file beside the pasted ones; it prints one JSON document. */
export async function runBeside(
  folder: string,
  language: Language,
  endpoint: string,
  code: string,
): Promise<unknown> {
  write(folder, 'reader.ts', code, language);
  const loader = language === 'ts' ? ['--import', import.meta.resolve('tsx')] : [];
  const env = { ...CLEAN_ENVIRONMENT, ...LOCAL_CREDENTIALS, AWS_ENDPOINT_URL: endpoint };
  const { stdout } = await run(process.execPath, [...loader, `reader.${language}`], { cwd: folder, env });
  return JSON.parse(stdout);
}
