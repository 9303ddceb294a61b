import { CONTESTANTS, type Contestant } from './contestants.ts';
import { median, medianRatio, spread } from './figures.ts';
import type { Bench, Goal, Section } from './section.ts';
import { type Sent, send } from './send.ts';

const RECORDS = { quick: 200_000, usual: 2_000_000, full: 2_000_000 };

type Runs = readonly Sent[];

/** All senders side by side: each round runs each of them once, so that what else the machine does hits all alike. */
export const SENDERS: Section = {
  name: 'senders',
  run: async (bench) => {
    const records = RECORDS[bench.size];
    const entrants = await enter(bench, records);
    const runs = new Map<string, Sent[]>(entrants.map(({ contestant }) => [contestant.id, []]));
    for (let round = 0; round < bench.rounds; round += 1) {
      for (const { contestant, command } of rotated(entrants, round)) {
        const sent = await send(bench, command, { records, wire: contestant.wire });
        runs.get(contestant.id)?.push(sent);
      }
    }
    return {
      title: `Senders: ${records.toLocaleString('en-US')} records of 77 bytes`,
      about: aboutOf(bench),
      head: HEAD,
      rows: entrants.map(({ contestant }) => rowOf(contestant, runs.get(contestant.id) ?? [], records)),
      goals: goalsOf(runs, records),
    };
  },
};

const HEAD = [
  'sender',
  'wire',
  'million records/s',
  'CPU s per million',
  'peak MiB',
  'sink s per million',
  'arrived',
  'what it isolates',
];

interface Entrant {
  readonly contestant: Contestant;
  readonly command: readonly string[];
}

async function enter(bench: Bench, records: number): Promise<readonly Entrant[]> {
  const entrants: Entrant[] = [];
  for (const contestant of CONTESTANTS) {
    const command = await contestant.command(bench, records);
    if (command) entrants.push({ contestant, command });
  }
  return entrants;
}

/** Each round begins with another one: whoever follows a heavy one would always meet a warm or a tired machine. */
function rotated<T>(list: readonly T[], by: number): readonly T[] {
  const start = by % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}

function aboutOf({ sink, rounds }: Bench): string {
  const tls =
    sink.tlsUrl === undefined ? ' This machine has no TLS for the sink, so every row is plain.' : '';
  return `Whole processes, start-up included, from ${rounds} interleaved rounds: median (lowest-highest). The sink (${sink.kind}) is a process of its own on loopback, answers with 224-character RecordIds and counts what arrives.${tls}`;
}

function rowOf({ name, wire, isolates }: Contestant, runs: Runs, records: number): readonly string[] {
  const millions = records / 1e6;
  const isRight = runs.every(({ isExact }) => isExact);
  return [
    name,
    wire,
    spread(runs.map(({ wallS }) => millions / wallS)),
    spread(runs.map(({ cpuS }) => cpuS / millions)),
    spread(
      runs.map(({ peakMiB }) => peakMiB),
      0,
    ),
    median(runs.map(({ sinkS }) => sinkS / millions)).toFixed(2),
    isRight ? records.toLocaleString('en-US') : `**wrong**: ${runs.map(({ arrived }) => arrived).join(', ')}`,
    isolates,
  ];
}

function goalsOf(runs: ReadonlyMap<string, Runs>, records: number): readonly Goal[] {
  const of = (id: string) => runs.get(id) ?? [];
  const speed = (id: string) => of(id).map(({ wallS }) => 1 / wallS);
  const cpu = (id: string) => of(id).map(({ cpuS }) => cpuS / (records / 1e6));
  const goals: Goal[] = [
    {
      what: 'default: speed of SDK, 8 in flight',
      reached: medianRatio(speed('default'), speed('sdk-8')),
      bound: { atLeast: 1.6 },
    },
    {
      what: 'fast: speed of SDK, 8 in flight',
      reached: medianRatio(speed('fast'), speed('sdk-8')),
      bound: { atLeast: 2.5 },
    },
    {
      what: 'fast: speed of the plain loop',
      reached: medianRatio(speed('fast'), speed('plain-loop')),
      bound: { atLeast: 4.5 },
    },
    { what: 'fast: CPU s per million', reached: median(cpu('fast')), bound: { atMost: 0.95 } },
    {
      what: 'fast: CPU of SDK, 8 in flight',
      reached: medianRatio(cpu('fast'), cpu('sdk-8')),
      bound: { atMost: 0.4 },
    },
    {
      what: 'fast: speed of the raw ceiling',
      reached: medianRatio(speed('fast'), speed('raw')),
      bound: { atLeast: 0.3 },
    },
    {
      what: 'fast: peak MiB',
      reached: median(of('fast').map(({ peakMiB }) => peakMiB)),
      bound: { atMost: 125 },
    },
    {
      what: 'fast, plain: speed of boto3',
      reached: medianRatio(speed('fast-plain'), speed('boto3')),
      bound: { atLeast: 7 },
    },
  ];
  // What didn't take part on this machine has no figures.
  return goals.filter(({ reached }) => !Number.isNaN(reached));
}
