import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleHead } from './head.ts';
import { bundleParts } from './parts.ts';
import { REQUIRE, ROOT, SHARED } from './settings.ts';

/** Makes `scenario.js` in a folder: the command line with all that it imports. */
export async function bundleScenario(folder: string): Promise<void> {
  await bundleCommand(join(ROOT, 'src/scenario.ts'), join(folder, 'scenario.js'));
}

/**
 * Makes one file of a command and everything that it imports. What it imports lazily (the SDK, the embedded AWS, the
 * logger) lies at its end as a comment, otherwise V8 would read through all of it before `--help`.
 */
export async function bundleCommand(entry: string, outfile: string): Promise<void> {
  await bundleHead(await bundleParts(entry), outfile);
  chmodSync(outfile, 0o755);
}

/** Makes one file of a program and everything that it imports. */
export async function bundleProgram(entry: string, outfile: string): Promise<void> {
  await build({ ...SHARED, entryPoints: [entry], outfile, banner: { js: REQUIRE } });
}

/** Compiles `src/index.ts` and what it imports into modules with their declarations; packages stay imports. */
export function compileLibrary(folder: string): void {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const project = join(ROOT, '.tsconfig.build.json');
  execFileSync(process.execPath, [tsc, '--project', project, '--outDir', folder], { stdio: 'inherit' });
}

if (process.argv[1] === import.meta.filename) {
  const output = join(ROOT, 'dist');
  rmSync(output, { recursive: true, force: true });
  await bundleScenario(output);
  compileLibrary(join(output, 'library'));
}
