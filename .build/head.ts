import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { importedByName, type Parts } from './parts.ts';
import { ROOT, SHARED } from './settings.ts';
import { type Comment, commentOf } from './texts.ts';

/** The entry's own first line asks for tsx, which a package has no use for. */
const FIRST_LINE = '#!/usr/bin/env node';

const RUNTIME = './.build/runtime.ts';

/** Makes the one file: what is loaded at once as code, what is loaded lazily as a comment. */
export async function bundleHead(parts: Parts, outfile: string): Promise<void> {
  const comment = commentOf(parts.lazy);
  await build({
    ...SHARED,
    stdin: {
      contents: `import 'head:shared';\nimport './${parts.entry}';`,
      sourcefile: 'head.js',
      resolveDir: ROOT,
    },
    inject: [join(ROOT, RUNTIME)],
    outfile,
    banner: { js: FIRST_LINE },
    footer: { js: comment.text },
    plugins: [headPlugin(parts, comment), ...SHARED.plugins],
  });
}

/** Finds the parts of the head, and makes the module that shares them with the lazy ones. */
function headPlugin({ head, entry }: Parts, { places }: Comment): Plugin {
  // The entry itself has nothing to share, and it must be the last that is evaluated.
  const names = [...head.keys()].filter((name) => name !== entry);
  const imports = names.map((name, place) => `import * as part${place} from './${name}';`);
  const members = names.map((name, place) => `${JSON.stringify(name)}: part${place}`);
  const shared = [
    `import { shareHead } from '${RUNTIME}';`,
    ...imports,
    `shareHead({${members.join(', ')}});`,
  ].join('\n');
  const told = `export const PLACES = ${JSON.stringify(places)};`;
  const sources = new Map([...head, ['head:shared', shared], ['head:places', told]]);
  return {
    name: 'head',
    setup: ({ onResolve, onLoad }) => {
      onResolve({ filter: /^(\.\/|head:)/ }, ({ path }) => {
        const name = path.replace('./', '');
        return sources.has(name) ? { path: name, namespace: 'head' } : undefined;
      });
      onLoad({ filter: /.*/, namespace: 'head' }, ({ path }) => ({
        contents: importedByName(sources.get(path) ?? '').replace(/^#!.*/, ''),
        resolveDir: ROOT,
      }));
    },
  };
}
