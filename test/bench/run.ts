import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleProgram, bundleScenario } from '../../.build.ts';
import { packageRoot } from '../../src/settings/package-root.ts';
import { makeInput } from './input.ts';
import { createMeasure } from './measure.ts';
import { machineLine, markdownOf } from './report.ts';
import type { Bench } from './section.ts';
import { SECTIONS } from './sections.ts';
import { type Sink, startSink } from './sink.ts';

/**
 * `npm run bench -- [--quick|--full] [--rounds N] [SECTION ...]`: measures, and prints Markdown. It takes minutes, and
 * its figures mean something only on a machine that does nothing else.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean' }, full: { type: 'boolean' }, rounds: { type: 'string' } },
});
const size = values.quick ? 'quick' : values.full ? 'full' : 'usual';
const rounds = Number(values.rounds ?? (size === 'quick' ? 3 : 5));
const chosen = SECTIONS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const sink = await startSink(folder);
try {
  const bench = await makeBench(sink);
  process.stdout.write(`Machine: ${machineLine()}\n\n`);
  for (const section of chosen) {
    process.stderr.write(`${section.name} ...\n`);
    process.stdout.write(`${markdownOf(await section.run(bench))}\n`);
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
