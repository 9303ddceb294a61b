import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';
import { ROOT } from './settings.ts';

const SOURCES = 'src/wasm/assembly';
const MODULES = ['batch-body', 'elements', 'lines', 'reply'];
const OPTIONS = ['--baseDir', ROOT, '-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd'];

/** Where the compiled modules stand, because neither a checkout nor a program of ours needs the compiler. */
export const COMPILED = join(ROOT, 'src/wasm/compiled.ts');

/** The text of {@link COMPILED}: each module in base64. */
export async function compiledText(): Promise<string> {
  const modules = await Promise.all(MODULES.map(async (name) => constantOf(name, await compile(name))));
  return ['// Made from the sources in `assembly` by `npm run wasm`.', ...modules].join('\n\n').concat('\n');
}

async function compile(name: string): Promise<Uint8Array> {
  const modules: Uint8Array[] = [];
  const { error, stderr } = await asc.main(
    [`${SOURCES}/${name}.ts`, '--outFile', `${name}.wasm`, ...OPTIONS],
    {
      writeFile: (_, content) => {
        modules.push(Buffer.from(content));
      },
    },
  );
  const [module] = modules;
  if (error || module === undefined)
    throw new Error(`${name} can't be compiled: ${stderr}`, { cause: error });
  return module;
}

function constantOf(name: string, module: Uint8Array): string {
  const text = Buffer.from(module).toString('base64');
  const lines = text.match(/.{1,36}/g) ?? [];
  const comment = `/** What \`assembly/${name}.ts\` is compiled to. */\n`;
  return `${comment}export const ${name.replaceAll('-', '_').toUpperCase()} = [\n${lines.map((line) => `  '${line}',\n`).join('')}].join('');`;
}

if (process.argv[1] === import.meta.filename) writeFileSync(COMPILED, await compiledText());
