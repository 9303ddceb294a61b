import { parseArgs } from 'node:util';
import { crash } from './crash.ts';
import type { Complaint } from './judge.ts';
import { runMany, type Seeded, type Tally } from './many.ts';
import { simulate } from './simulation.ts';
import { crashTable, failureText, simulationTable } from './table.ts';

const SIMULATIONS_AT_ONCE = 8;
const CRASHES_AT_ONCE = 4;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '300' },
    crashes: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
  },
});
const seedsOf = (count: string) =>
  Array.from({ length: Number(count) }, (_, place) => Number(values.seed) + place);
const write = (text: string) => process.stdout.write(text === '' ? '' : `${text}\n`);

async function runAll<Result extends Seeded & { readonly complaints: readonly Complaint[] }>(
  kind: 'simulation' | 'crash',
  seeds: readonly number[],
  atOnce: number,
  run: (seed: number) => Promise<Result>,
  tableOf: (tally: Tally<Result>) => string,
): Promise<'well' | 'failed'> {
  if (seeds.length === 0) return 'well';
  const startedAt = performance.now();
  const tally = await runMany(seeds, atOnce, run, (result) => write(failureText(result, kind)));
  for (const trouble of tally.troubles) write(`trouble: ${trouble}`);
  write(`${tableOf(tally)}\n(${Math.round((performance.now() - startedAt) / 1_000)} s)\n`);
  const isWell =
    tally.troubles.length === 0 && tally.results.every(({ complaints }) => complaints.length === 0);
  return isWell ? 'well' : 'failed';
}

const ends = [
  await runAll('simulation', seedsOf(values.seeds), SIMULATIONS_AT_ONCE, simulate, simulationTable),
  await runAll('crash', seedsOf(values.crashes), CRASHES_AT_ONCE, crash, crashTable),
];
process.exitCode = ends.every((end) => end === 'well') ? 0 : 1;
