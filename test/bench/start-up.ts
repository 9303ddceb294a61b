import { join } from 'node:path';
import { packageRoot } from '../../src/settings/package-root.ts';
import { median, medianRatio, spread } from './figures.ts';
import type { Measured } from './measure.ts';
import { pythonWithBoto3 } from './python.ts';
import type { Bench, Goal, Section } from './section.ts';
import { environmentOf } from './send.ts';

const TIMES = { quick: 7, usual: 25, full: 25 };
const SAMPLE = join(packageRoot(), 'resources/sample_records.json');
const SAMPLE_RECORDS = 5_550;

interface Start {
  readonly id: string;
  readonly name: string;
  readonly isolates: string;
  readonly command: readonly string[];
  /** What reaches the sink, in records. */
  readonly arrives: number;
}

/** How long it takes until something has happened: whole processes of little work, in turn. */
export const START_UP: Section = {
  name: 'start-up',
  run: async (bench) => {
    const starts = startsOf(bench);
    const runs = new Map<string, Measured[]>(starts.map(({ id }) => [id, []]));
    const environment = environmentOf(bench, 'plain');
    for (let time = 0; time < TIMES[bench.size]; time += 1) {
      for (const { id, name, command, arrives } of starts) {
        await bench.sink.set();
        runs.get(id)?.push(await bench.measure(command, { environment }));
        const { records } = await bench.sink.stats();
        if (records !== arrives) throw new Error(`${name}: ${records} of ${arrives} records arrived.`);
      }
    }
    return {
      title: 'Start-up',
      about: `Whole processes in turn, ${TIMES[bench.size]} times each: median (lowest-highest). The scenario's two rows make the same calls, to a sink that answers at once, without TLS; all but the first find their compiled code kept, as Python does.`,
      head: ['command', 'wall ms', 'CPU ms', 'what it isolates'],
      rows: starts.map(({ id, name, isolates }) => rowOf(name, isolates, runs.get(id) ?? [])),
      goals: goalsOf((id) => runs.get(id) ?? []),
    };
  },
};

function startsOf(bench: Bench): readonly Start[] {
  const { scenario } = bench;
  const node = [process.execPath];
  const flags = ['--stream', 'bench', '--log-level', 'warn', '--output', 'json'];
  const unpaced = bench.help.includes('--rate ') ? ['--rate', 'none'] : [];
  const python = pythonWithBoto3(bench);
  const script = join(import.meta.dirname, 'peers/scenario.py');
  return [
    { id: 'bare', name: '`node -e 0`', isolates: 'Node alone', command: [...node, '-e', '0'], arrives: 0 },
    {
      id: 'help',
      name: '`scenario.js --help`',
      isolates: 'command line and settings; neither SDK nor embedded AWS',
      command: [...node, scenario, '--help'],
      arrives: 0,
    },
    {
      id: 'sample',
      name: '`scenario.js` on the sample',
      isolates: 'the SDK and a describe, 100 PutRecord, 11 PutRecordBatch, GetMetricData',
      command: [...node, scenario, ...flags, ...unpaced],
      arrives: SAMPLE_RECORDS,
    },
    ...(python === undefined
      ? []
      : [
          {
            id: 'boto3',
            name: 'the same calls, boto3',
            isolates: 'boto3 and the same 113 calls; no ledger, no check of records',
            command: [python, script, SAMPLE],
            arrives: SAMPLE_RECORDS,
          },
        ]),
  ];
}

function rowOf(name: string, isolates: string, runs: readonly Measured[]): readonly string[] {
  const wall = runs.map(({ wallS }) => wallS * 1_000);
  const cpu = runs.map(({ cpuS }) => cpuS * 1_000);
  return [name, spread(wall, 0), median(cpu).toFixed(0), isolates];
}

function goalsOf(of: (id: string) => readonly Measured[]): readonly Goal[] {
  const wall = (id: string) => of(id).map(({ wallS }) => wallS);
  const goals: Goal[] = [
    {
      what: '--help: time of bare Node',
      reached: medianRatio(wall('help'), wall('bare')),
      bound: { atMost: 2 },
    },
    {
      what: 'the sample: time of boto3',
      reached: medianRatio(wall('sample'), wall('boto3')),
      bound: { atMost: 0.75 },
    },
  ];
  return goals.filter(({ reached }) => !Number.isNaN(reached));
}
