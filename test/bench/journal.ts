import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { scenarioCommand } from './contestants.ts';
import { medianRatio, spread } from './figures.ts';
import type { Section } from './section.ts';
import { type Sent, send } from './send.ts';

const RECORDS = { quick: 200_000, usual: 2_000_000, full: 2_000_000 };

/** What `--checkpoint` costs. */
export const JOURNAL: Section = {
  name: 'checkpoint',
  run: async (bench) => {
    const records = RECORDS[bench.size];
    const file = bench.input(records);
    const journal = join(bench.folder, 'bench.checkpoint');
    const without: Sent[] = [];
    const withIt: Sent[] = [];
    for (let round = 0; round < bench.rounds; round += 1) {
      without.push(await send(bench, scenarioCommand(bench, file), { records }));
      // Otherwise it would go on from there, and send nothing.
      rmSync(journal, { force: true });
      withIt.push(await send(bench, scenarioCommand(bench, file, ['--checkpoint', journal]), { records }));
    }
    const speed = (runs: readonly Sent[]) => runs.map(({ wallS }) => records / 1e6 / wallS);
    const row = (name: string, runs: readonly Sent[]) => [
      name,
      spread(speed(runs)),
      spread(runs.map(({ cpuS }) => cpuS / (records / 1e6))),
      runs.every(({ isExact }) => isExact) ? records.toLocaleString('en-US') : '**wrong**',
    ];
    return {
      title: 'Checkpoint',
      about: 'The same run with and without a journal on this disk, in turn, over TLS.',
      head: ['run', 'million records/s', 'CPU s per million', 'arrived'],
      rows: [row('without', without), row('`--checkpoint`', withIt)],
      goals: [
        {
          what: 'speed with a checkpoint',
          reached: medianRatio(speed(withIt), speed(without)),
          bound: { atLeast: 0.8 },
        },
      ],
    };
  },
};
