import { scenarioCommand, type Transport, transportFlags } from './contestants.ts';
import { median, spread } from './figures.ts';
import type { Bench, Goal, Section } from './section.ts';
import { type Sent, send } from './send.ts';

/** Numbers of records, each with how often it is sent at most. */
const SIZES = {
  quick: [
    { records: 100_000, times: 2 },
    { records: 400_000, times: 2 },
  ],
  usual: [
    { records: 500_000, times: 3 },
    { records: 8_000_000, times: 2 },
  ],
  full: [
    { records: 500_000, times: 3 },
    { records: 8_000_000, times: 2 },
    { records: 10_000_000, times: 1 },
  ],
};

interface Size {
  readonly transport: Transport;
  readonly records: number;
  readonly sent: readonly Sent[];
}

/** Whether a larger file takes more memory. */
export const GROWTH: Section = {
  name: 'growth',
  run: async (bench) => {
    const sizes: Size[] = [];
    for (const transport of ['sdk', 'fast'] as const) {
      const flags = transportFlags(bench, transport);
      if (!flags) continue;
      for (const { records, times } of SIZES[bench.size]) {
        sizes.push({ transport, records, sent: await sendOften(bench, flags, records, times) });
      }
    }
    return {
      title: 'Growth',
      about:
        'The same program on files of different sizes, over TLS: what grows here grows with the input. The ledger is that of the report, and has to be what the sink counted.',
      head: ['transport', 'records', 'million records/s', 'CPU s per million', 'peak MiB', 'ledger and sink'],
      rows: sizes.map(rowOf),
      goals: goalsOf(sizes),
    };
  },
};

async function sendOften(
  bench: Bench,
  flags: readonly string[],
  records: number,
  times: number,
): Promise<readonly Sent[]> {
  const sent: Sent[] = [];
  const command = scenarioCommand(bench, bench.input(records), flags);
  for (let time = 0; time < times; time += 1) sent.push(await send(bench, command, { records }));
  return sent;
}

/** How much more each transport takes for its largest file than for its smallest. */
function goalsOf(sizes: readonly Size[]): readonly Goal[] {
  return [...new Set(sizes.map(({ transport }) => transport))].map((transport) => {
    const own = sizes.filter((size) => size.transport === transport);
    const [smallest = Number.NaN, ...others] = own.map(({ sent }) => median(sent.map((one) => one.peakMiB)));
    const reached = Math.max(...others) - smallest;
    return { what: `${transport}: peak MiB more for the largest file`, reached, bound: { atMost: 10 } };
  });
}

function rowOf({ transport, records, sent }: Size): readonly string[] {
  const millions = records / 1e6;
  return [
    transport,
    records.toLocaleString('en-US'),
    spread(sent.map(({ wallS }) => millions / wallS)),
    spread(sent.map(({ cpuS }) => cpuS / millions)),
    spread(
      sent.map(({ peakMiB }) => peakMiB),
      1,
    ),
    sent.every((one) => one.isExact && isAccounted(one, records)) ? 'exact' : '**wrong**',
  ];
}

/** Whether the report's ledger says that each record was delivered once. */
function isAccounted({ stdout }: Sent, records: number): boolean {
  const { read, delivered, possiblyDuplicated } = JSON.parse(stdout).ledger;
  return read === records && delivered === records && possiblyDuplicated === 0;
}
