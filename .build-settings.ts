import { isBuiltin } from 'node:module';
import { relative } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';

/** Folder of this package. */
export const ROOT = import.meta.dirname;

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
      // One for each importer, otherwise those that two parts share would become parts of a line each.
      return { path: `${path} for ${relative(ROOT, importer)}`, pluginData: path, namespace: 'node' };
    });
    onLoad({ filter: /.*/, namespace: 'node' }, ({ pluginData: path }) => ({
      contents: path === 'node:child_process' ? whenUsed(path) : `module.exports = ${loaded(path)};`,
    }));
  },
};

const loaded = (path: string) => `process.getBuiltinModule('${path}')`;

/** commander takes this module at its start for programs that it never starts here, and with it comes the network. */
const whenUsed = (path: string) =>
  `module.exports = new Proxy({}, { get: (_, name) => ${loaded(path)}[name] });`;

/** CommonJS packages ask with this for what isn't there to be bundled. */
export const REQUIRE = `const require = ${loaded('node:module')}.createRequire(import.meta.url);`;

/** What every bundle is made with. */
export const SHARED = {
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
  plugins: [LAZY_NODE_MODULES],
  logLevel: 'warning',
} satisfies BuildOptions;
