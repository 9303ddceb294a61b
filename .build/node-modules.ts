import { createRequire, isBuiltin } from 'node:module';
import { relative } from 'node:path';
import type { Plugin } from 'esbuild';

/** commander takes this module at its start for programs that it never starts here, and with it comes the network. */
const ONLY_WHEN_USED = 'node:child_process';

/**
 * Lets a module of Node be loaded when the first code that uses it is. An `import` of it would be hoisted to the top,
 * and `--help` would wait for TLS and HTTP/2.
 */
export const LAZY_NODE_MODULES: Plugin = {
  name: 'lazy-node-modules',
  setup: ({ onResolve, onLoad, initialOptions }) => {
    const root = initialOptions.absWorkingDir ?? '';
    onResolve({ filter: /^[\w:/]+$/ }, ({ path, kind, importer }) => {
      if (!isBuiltin(path)) return undefined;
      if (kind === 'dynamic-import') return { path, external: true };
      const namespace = kind === 'require-call' ? 'node-required' : 'node-imported';
      // One for each importer, otherwise those that two parts share would become parts of a line each.
      return {
        path: `${path} for ${relative(root, importer)}`,
        pluginData: path,
        namespace,
        sideEffects: false,
      };
    });
    onLoad({ filter: /.*/, namespace: 'node-required' }, ({ pluginData: path }) => ({
      contents: `module.exports = ${path === ONLY_WHEN_USED ? whenUsed(path) : loaded(path)};`,
    }));
    onLoad({ filter: /.*/, namespace: 'node-imported' }, ({ pluginData: path }) => ({
      contents: exportsOf(path),
    }));
  },
};

const loaded = (path: string) => `process.getBuiltinModule('${path}')`;
const whenUsed = (path: string) => `new Proxy({}, { get: (_, name) => ${loaded(path)}[name] })`;

/**
 * A module that exports what Node's has. Of these lines only those stay whose name is imported; a CommonJS module would
 * have each name copied, a hundred for one that is used.
 */
function exportsOf(path: string): string {
  const names = Object.keys(createRequire(import.meta.url)(path)).filter((name) => name !== 'default');
  return [
    `const loaded = /* @__PURE__ */ process.getBuiltinModule('${path}');`,
    'const get = (name) => loaded[name];',
    'export default loaded;',
    ...names.map((name) => `const node_${name} = /* @__PURE__ */ get('${name}');`),
    `export { ${names.map((name) => `node_${name} as ${name}`).join(', ')} };`,
  ].join('\n');
}
