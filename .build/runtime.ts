import { PLACES } from 'head:places';
import { join } from 'node:path';
import { type CodeCache, codeCacheFile, createCodeCache } from './code-cache.ts';
import { readPart } from './texts.ts';

/** A part as esbuild writes it in CommonJS. */
type Evaluate = (
  module: { exports: object },
  require: (name: string) => object,
  importPart: (name: string) => Promise<object>,
  moduleUrl: string,
) => void;

/** A CommonJS module of Node's, with what compiles it: not documented, and there in every version. */
interface Compiled extends NodeModule {
  readonly exports: Evaluate;
  _compile(source: string, path: string): void;
}

/** Name → what the part exports. */
const evaluated = new Map<string, object>();
let cache: CodeCache | 'of Node' | undefined;

/** Takes in the parts that are evaluated with the program itself. */
export function shareHead(parts: Readonly<Record<string, object>>): void {
  for (const [name, exported] of Object.entries(parts)) evaluated.set(name, exported);
}

/** What a part exports. It is evaluated when it is first asked for, and only then read by V8 as a program. */
function exportsOf(name: string): object {
  const known = evaluated.get(name);
  if (known !== undefined) return known;
  const module = { exports: {} };
  compiled(name)(module, required, importPart, import.meta.url);
  const exported = withFunctionsAtHand(module.exports);
  evaluated.set(name, exported);
  return exported;
}

/** What esbuild writes leads to each export over two getters, which costs more than many a function that is called. */
function withFunctionsAtHand(exported: object): object {
  const members = Object.entries(Object.getOwnPropertyDescriptors(exported)).map(([name, member]) => {
    const value = exported[name as never];
    // Others may change while the program runs.
    return [name, typeof value === 'function' ? { value, enumerable: true } : member];
  });
  return Object.create(Object.prototype, Object.fromEntries(members));
}

function compiled(name: string): Evaluate {
  const place = PLACES[name];
  const text = place && readPart(import.meta.filename, name, place);
  // Such as where another version was installed meanwhile.
  if (text === undefined) throw new Error(`${import.meta.filename} has no part ${name}: start it again.`);
  // In a stack trace the part is a file in a folder of the program's name.
  return compile(name, text, join(import.meta.filename, 'parts', name));
}

function compile(name: string, text: string, path: string): Evaluate {
  cache ??= openCache(name);
  if (cache !== 'of Node') return cache.compile(name, text, path) as Evaluate;
  // As a module, and not as a script, because only modules are kept in Node's own cache of compiled code.
  const module = new (nodeModule().Module)(path) as Compiled;
  module._compile(`module.exports=${text}`, path);
  return module.exports;
}

/**
 * What keeps compiled parts; each part that can be the first has a file of its own. Node 22 and newer do it themselves,
 * and are asked for it only now: for `--help` alone it would take longer.
 */
function openCache(first: string): CodeCache | 'of Node' {
  const { enableCompileCache } = nodeModule() as { readonly enableCompileCache?: () => void };
  enableCompileCache?.();
  const file = codeCacheFile(first.replace(/-\w+\.js$/, ''), process.env);
  if (enableCompileCache || file === undefined) return 'of Node';
  const own = createCodeCache(file, new Set(Object.keys(PLACES)));
  process.once('exit', own.save);
  return own;
}

const nodeModule = () => process.getBuiltinModule('node:module');

function required(name: string): object {
  if (name.startsWith('./')) return exportsOf(name.slice(2));
  return nodeModule().createRequire(import.meta.url)(name);
}

/** What `import()` of a part, or of a module of Node, becomes. */
export async function importPart(name: string): Promise<object> {
  return name.startsWith('node:') ? import(name) : exportsOf(name);
}
