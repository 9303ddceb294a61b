import { join } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';
import { LAZY_NODE_MODULES } from './node-modules.ts';

/** Folder of this package. */
export const ROOT = join(import.meta.dirname, '..');

/** pino's transports are threads that start from files of their own, which a bundle doesn't have; none is asked for. */
const NO_TRANSPORTS: Plugin = {
  name: 'no-transports',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\/pino\/lib\/transport\.js$/ }, () => ({
      contents: "module.exports = () => { throw new Error('A bundle has no transports.'); };",
    }));
  },
};

/** CommonJS packages ask with this for what isn't there to be bundled. */
export const REQUIRE =
  "const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);";

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
  plugins: [LAZY_NODE_MODULES, NO_TRANSPORTS],
  logLevel: 'warning',
} satisfies BuildOptions;
