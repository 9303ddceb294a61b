import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleProgram, bundleScenario } from '../../.build/build.ts';
import { packageRoot } from '../../src/settings/package-root.ts';
import { makeInput } from './input.ts';
import { createMeasure } from './measure.ts';
import { machineLine, markdownOf, withFigures } from './report.ts';
import type { Bench } from './section.ts';
import { SECTIONS } from './sections.ts';
import { type Sink, startSink } from './sink.ts';

/**
 * `npm run bench -- [--quick|--full] [--rounds N] [--write] [SECTION ...]`: measures, and prints Markdown; with `--write`
 * it puts the same into README. Its figures mean something only on a machine that does nothing else.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean' },
    full: { type: 'boolean' },
    write: { type: 'boolean' },
    rounds: { type: 'string' },
  },
});
const size = values.quick ? 'quick' : values.full ? 'full' : 'usual';
const rounds = Number(values.rounds ?? (size === 'quick' ? 3 : 5));
const chosen = SECTIONS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));

if (chosen.length === 0) throw new Error(`There are only: ${SECTIONS.map(({ name }) => name).join(', ')}.`);

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const sink = await startSink(folder);
try {
  const bench = await makeBench(sink);
  const parts = [`Machine: ${machineLine()}\n`];
  process.stdout.write(`${parts[0]}\n`);
  for (const section of chosen) {
    process.stderr.write(`${section.name} ...\n`);
    const part = markdownOf(await section.run(bench));
    process.stdout.write(`${part}\n`);
    parts.push(part);
  }
  if (values.write) {
    const readme = join(packageRoot(), 'README.md');
    writeFileSync(readme, withFigures(readFileSync(readme, 'utf8'), parts.join('\n')));
  }
} finally {
  await sink.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function makeBench(target: Sink): Promise<Bench> {
  // The bundle finds its defaults and its sample beside the package.json above it.
  for (const name of ['package.json', 'resources']) {
    cpSync(join(packageRoot(), name), join(folder, name), { recursive: true });
  }
  const scenario = join(folder, 'dist/scenario.js');
  await bundleScenario(join(folder, 'dist'));
  const { measure, kind } = createMeasure(folder);
  const { stdout: help } = await measure([process.execPath, scenario, '--help']);
  const peer = async (name: string) => {
    const file = join(folder, `${name}.mjs`);
    await bundleProgram(join(import.meta.dirname, `peers/${name}.ts`), file);
    return file;
  };
  const input = (records: number) => makeInput(folder, records);
  return { folder, sink: target, measure, measureKind: kind, size, rounds, scenario, help, input, peer };
}
