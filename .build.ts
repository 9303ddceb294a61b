import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

const ROOT = import.meta.dirname;
const OUTPUT = join(ROOT, 'dist');

/**
 * Lets a module of Node be loaded when the first piece of code that uses it is. An `import` of it would be hoisted to
 * the top of the bundle, and `--help` would wait for TLS and HTTP/2.
 */
const LAZY_NODE_MODULES: Plugin = {
  name: 'lazy-node-modules',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'node' }));
    onLoad({ filter: /.*/, namespace: 'node' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('${path}')`,
    }));
  },
};

/** CommonJS packages ask for Node's modules with this, and the library of colours of one asks when it is loaded. */
const BANNER = "const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);";

/**
 * Makes one file of a program and everything that it imports. What is imported with `import()` is evaluated only then,
 * as the SDK's credential providers are.
 */
export async function bundleProgram(entry: string, outfile: string): Promise<void> {
  await build({
    // The entry's own first line, which asks for tsx, would stay if it were the entry point itself.
    stdin: { contents: `import ${JSON.stringify(entry)};`, resolveDir: ROOT },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // The SDK's modules in this form can be bundled without what isn't used of them.
    mainFields: ['module', 'main'],
    // Names stay, for stack traces.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    banner: { js: `#!/usr/bin/env node\n${BANNER}` },
    plugins: [LAZY_NODE_MODULES],
    logLevel: 'warning',
  });
  chmodSync(outfile, 0o755);
}

/** Makes the command line's one file in a folder beside which the package's `resources` lie. */
export async function bundleScenario(folder: string): Promise<void> {
  await bundleProgram(join(ROOT, 'src/scenario.ts'), join(folder, 'scenario.js'));
}

if (process.argv[1] === import.meta.filename) {
  rmSync(OUTPUT, { recursive: true, force: true });
  await bundleScenario(OUTPUT);
}
