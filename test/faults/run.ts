import { parseArgs } from 'node:util';
import { simulateMany } from './many.ts';
import { failureText, tallyTable } from './table.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    'at-once': { type: 'string', default: '8' },
  },
});
const first = Number(values.seed);
const seeds = Array.from({ length: Number(values.seeds) }, (_, place) => first + place);
const write = (text: string) => process.stdout.write(`${text}\n`);

const tally = await simulateMany(seeds, Number(values['at-once']), (result) => {
  const failure = failureText(result);
  if (failure) write(failure);
});
for (const trouble of tally.troubles) write(`trouble: ${trouble}`);
write(tallyTable(tally));
const isWell =
  tally.troubles.length === 0 && tally.results.every(({ complaints }) => complaints.length === 0);
process.exitCode = isWell ? 0 : 1;
