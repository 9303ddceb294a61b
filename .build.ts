import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, relative } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';

const ROOT = import.meta.dirname;
const ENTRY = join(ROOT, 'src/scenario.ts');

/** The entry's own first line asks for tsx, which a package has no use for. Node 22 and newer can keep compiled code. */
const FIRST_LINES = `#!/usr/bin/env node
process.getBuiltinModule('node:module').enableCompileCache?.();`;

const NODE_RUNS_IT: Plugin = {
  name: 'node-runs-it',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\/src\/scenario\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(/^#!.*/, FIRST_LINES),
      loader: 'ts',
    }));
  },
};

/**
 * Lets a module of Node be loaded when the first code that uses it is. An `import` of it would be hoisted to the top,
 * and `--help` would wait for TLS and HTTP/2.
 */
const LAZY_NODE_MODULES: Plugin = {
  name: 'lazy-node-modules',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^[\w:/]+$/ }, ({ path, kind, importer }) => {
      if (!isBuiltin(path)) return undefined;
      if (kind === 'dynamic-import') return { path, external: true };
      // One for each importer, otherwise those that two parts share would become files of a line each.
      return { path: `${path} for ${relative(ROOT, importer)}`, pluginData: path, namespace: 'node' };
    });
    onLoad({ filter: /.*/, namespace: 'node' }, ({ pluginData: path }) => ({
      contents: path === 'node:child_process' ? whenUsed(path) : `module.exports = ${loaded(path)};`,
    }));
  },
};

/**
 * What packages import lazily goes into the same part and is still evaluated lazily, as `require` does. A file of its
 * own for each credential provider, and for what any two of them share, takes Node longer to find than to read.
 */
const LAZY_IN_PLACE: Plugin = {
  name: 'lazy-in-place',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\/node_modules\/.*\.m?js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const contents = source.replace(/\bimport\(("[^"]+")\)/g, 'Promise.resolve().then(() => require($1))');
      return contents === source ? undefined : { contents };
    });
  },
};

const loaded = (path: string) => `process.getBuiltinModule('${path}')`;

/** commander takes this module at its start for programs that it never starts here, and with it comes the network. */
const whenUsed = (path: string) =>
  `module.exports = new Proxy({}, { get: (_, name) => ${loaded(path)}[name] });`;

const SHARED = {
  // Otherwise the names of modules, which stay in the file, would tell where it was built.
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  // The SDK's modules in this form can be bundled without what isn't used of them.
  mainFields: ['module', 'main'],
  // Names of variables and functions stay, for stack traces.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  // CommonJS packages ask with this for what isn't there to be bundled.
  banner: { js: `const require = ${loaded('node:module')}.createRequire(import.meta.url);` },
  plugins: [NODE_RUNS_IT, LAZY_NODE_MODULES, LAZY_IN_PLACE],
  logLevel: 'warning',
} satisfies BuildOptions;

/**
 * Makes `scenario.js` in a folder: the command line with all that it imports. What it loads lazily (the SDK, the
 * embedded AWS, the logger) lies in `parts` beside it, otherwise V8 would read through all of it before `--help`.
 */
export async function bundleScenario(folder: string): Promise<void> {
  await build({
    ...SHARED,
    entryPoints: { scenario: ENTRY },
    outdir: folder,
    splitting: true,
    chunkNames: 'parts/[name]-[hash]',
  });
  chmodSync(join(folder, 'scenario.js'), 0o755);
}

/** Makes one file of a program and everything that it imports. */
export async function bundleProgram(entry: string, outfile: string): Promise<void> {
  await build({ ...SHARED, entryPoints: [entry], outfile });
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
