import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { programOf, textsOf } from './.build-texts.ts';

/** A part as esbuild writes it in CommonJS. */
type Evaluate = (
  module: { exports: object },
  require: (name: string) => object,
  importPart: (name: string) => Promise<object>,
  moduleUrl: string,
) => void;

/** Name → what the part exports. */
const evaluated = new Map<string, object>();
let texts: ReadonlyMap<string, string> | undefined;
let requirePackage: NodeJS.Require | undefined;

/** Takes in the parts that are evaluated with the program itself. */
export function shareHead(parts: Readonly<Record<string, object>>): void {
  for (const [name, exported] of Object.entries(parts)) evaluated.set(name, exported);
}

/** What a part exports. It is evaluated when it is first asked for, and only then read by V8 as a program. */
function exportsOf(name: string): object {
  const known = evaluated.get(name);
  if (known !== undefined) return known;
  texts ??= textsOf(readFileSync(import.meta.filename, 'latin1'));
  const text = texts.get(name);
  if (text === undefined) throw new Error(`${import.meta.filename} has no part ${name}: install it anew.`);
  // In a stack trace the part is a file in a folder of the program's name.
  const script = new Script(programOf(text), { filename: join(import.meta.filename, 'parts', name) });
  const module = { exports: {} };
  const evaluate: Evaluate = script.runInThisContext();
  evaluate(module, required, importPart, import.meta.url);
  evaluated.set(name, module.exports);
  return module.exports;
}

function required(name: string): object {
  if (name.startsWith('./')) return exportsOf(name.slice(2));
  requirePackage ??= createRequire(import.meta.url);
  return requirePackage(name);
}

/** What `import()` of a part, or of a module of Node, becomes. */
export async function importPart(name: string): Promise<object> {
  return name.startsWith('node:') ? import(name) : exportsOf(name);
}
