import { basename } from 'node:path';
import { build, type Metafile, transform } from 'esbuild';
import { ROOT, SHARED } from './settings.ts';

/** A program in parts, each of them known by its file name. */
export interface Parts {
  /** Name of the part that the program begins with. */
  readonly entry: string;
  /** Modules that the entry loads at once, itself among them: name → source. */
  readonly head: ReadonlyMap<string, string>;
  /** What is loaded lazily: name → text of a function expression that evaluates it. */
  readonly lazy: ReadonlyMap<string, string>;
}

/** Takes a program apart into what is loaded at once and what is loaded later. */
export async function bundleParts(entry: string): Promise<Parts> {
  const { outputFiles, metafile } = await build({
    ...SHARED,
    entryPoints: [entry],
    outdir: ROOT,
    splitting: true,
    chunkNames: '[name]-[hash]',
    metafile: true,
    write: false,
  });
  const sources = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
  const first = basename(entry).replace(/\.ts$/, '.js');
  const head = loadedWith(first, metafile);
  const isInHead = ([name]: readonly [string, string]) => head.has(name);
  const lazy = [...sources].filter((part) => !isInHead(part));
  return {
    entry: first,
    head: new Map([...sources].filter(isInHead)),
    lazy: new Map(
      await Promise.all(lazy.map(async ([name, text]) => [name, await toFunction(text)] as const)),
    ),
  };
}

/** The outputs that are loaded at once with one of them. */
function loadedWith(name: string, { outputs }: Metafile, seen = new Set<string>()): ReadonlySet<string> {
  seen.add(name);
  for (const { path, kind } of outputs[name]?.imports ?? []) {
    if (kind === 'import-statement' && !seen.has(path)) loadedWith(path, { inputs: {}, outputs }, seen);
  }
  return seen;
}

/**
 * A module as a function of `module`, `require` and `importPart` (see .build-runtime.ts).
 *
 * @throws Error where it imports lazily what this build doesn't know: text that is evaluated can't import.
 */
async function toFunction(source: string): Promise<string> {
  const { code } = await transform(source, {
    format: 'cjs',
    target: SHARED.target,
    platform: SHARED.platform,
    minifyWhitespace: true,
    legalComments: 'none',
    define: { 'import.meta.url': 'moduleUrl' },
  });
  const body = importedByName(code);
  const [unknown] = /\bimport\(.{0,40}/.exec(body) ?? [];
  if (unknown !== undefined) throw new Error(`A part can't have this: ${unknown}`);
  return `(function(module,require,importPart,moduleUrl){${body}\n})`;
}

/** Lazy imports, in the one form that esbuild writes them in, become calls of `importPart`. */
export const importedByName = (code: string) =>
  code.replace(
    /\bimport\("(?:\.\/([^"]+\.js)|(node:\w+))"\)/g,
    (_, part, node) => `importPart("${part ?? node}")`,
  );
