import { scenarioCommand, type Transport, transportFlags } from './contestants.ts';
import { median, spread } from './figures.ts';
import type { Bench, Goal, Section } from './section.ts';
import { type Sent, send } from './send.ts';

const DELAY_MS = 30;
const BATCH = 500;
/** So many entries of each hundred fail in the faulty run. */
const FAILING_PERCENT = 5;
const IN_FLIGHT = [1, 8, 32];
/**
 * How long a run sends, at the rate that the latency allows. What the first second costs, until V8 has compiled what is
 * used most, is a part of the figures: the more is sent, the longer it takes.
 */
const SENDING_S = { quick: 2, usual: 8, full: 8 };
const SENDING_MANY_S = { quick: 2, usual: 16, full: 16 };
/** Calls in flight from which on a run sends a lot. */
const MANY = 32;

/** What Node's own client does with a body that is there, when nothing else is to do. */
const CEILING = 'raw ceiling';

interface Row {
  readonly sender: Transport | typeof CEILING;
  readonly inFlight: number;
  readonly fault: 'none' | 'failed entries';
  readonly records: number;
  readonly sent: readonly Sent[];
}

/** Whether calls that take long are really on their way at once, and whether failed entries hold up the others. */
export const LATENCY: Section = {
  name: 'latency',
  run: async (bench) => {
    const rows: Row[] = [];
    for (const transport of ['sdk', 'fast'] as const) {
      const flags = transportFlags(bench, transport);
      if (!flags) continue;
      const ours: Command = (records, inFlight) =>
        scenarioCommand(bench, bench.input(records), [...flags, '--in-flight', String(inFlight)]);
      for (const inFlight of IN_FLIGHT) {
        rows.push({ sender: transport, ...(await run(bench, ours, inFlight, 'none')) });
      }
      rows.push({ sender: transport, ...(await run(bench, ours, 8, 'failed entries')) });
    }
    const peer = await bench.peer('raw-ceiling');
    const ceiling: Command = (records, inFlight) => [
      process.execPath,
      peer,
      String(records),
      String(inFlight),
    ];
    for (const inFlight of IN_FLIGHT) {
      rows.push({ sender: CEILING, ...(await run(bench, ceiling, inFlight, 'none')) });
    }
    return {
      title: `Latency: each call takes ${DELAY_MS} ms`,
      about: `Records a second from the first call to the last answer, as the report says, beside what ${DELAY_MS} ms allow: calls in flight x 500 records. TLS. The raw ceiling is Node's own HTTPS client with a body made beforehand: what a transport can reach that goes by it.`,
      head: ['sender', 'in flight', 'faults', 'records/s', 'possible', 'share', 'arrived'],
      rows: rows.map(cellsOf),
      goals: goalsOf(rows),
    };
  },
};

type Command = (records: number, inFlight: number) => readonly string[];

async function run(
  bench: Bench,
  commandFor: Command,
  inFlight: number,
  fault: Row['fault'],
): Promise<Omit<Row, 'sender'>> {
  const seconds = inFlight < MANY ? SENDING_S : SENDING_MANY_S;
  const records = Math.round(possible(inFlight) * seconds[bench.size]);
  const command = commandFor(records, inFlight);
  const failEvery = fault === 'none' ? 0 : 100 / FAILING_PERCENT;
  const sent: Sent[] = [];
  for (let round = 0; round < Math.min(3, bench.rounds); round += 1) {
    sent.push(await send(bench, command, { records, delayMs: DELAY_MS, failEvery }));
  }
  return { inFlight, fault, records, sent };
}

const possible = (inFlight: number) => (inFlight * BATCH * 1_000) / DELAY_MS;
const rates = ({ sent }: Row) => sent.map(({ stdout }) => Number(JSON.parse(stdout).throughput.recordsPerS));
const share = (row: Row) => median(rates(row)) / possible(row.inFlight);

function cellsOf(row: Row): readonly string[] {
  const { sender, inFlight, fault, records, sent } = row;
  const isRight = sent.every(({ arrived }) => arrived === records);
  return [
    sender,
    String(inFlight),
    fault === 'none' ? 'none' : `${FAILING_PERCENT} % of the entries`,
    spread(rates(row), 0),
    possible(inFlight).toFixed(0),
    share(row).toFixed(3),
    isRight ? records.toLocaleString('en-US') : '**wrong**',
  ];
}

function goalsOf(rows: readonly Row[]): readonly Goal[] {
  const ours = rows.filter(({ sender }) => sender !== CEILING);
  return ours.map((row) => {
    const { sender, inFlight, fault } = row;
    const what = `${sender}, ${inFlight} in flight`;
    if (fault === 'none') {
      return { what: `${what}: share of what is possible`, reached: share(row), bound: { atLeast: 0.95 } };
    }
    const same = rows.find((other) => other.sender === sender && other.inFlight === inFlight);
    const reached = same ? share(row) / share(same) : Number.NaN;
    return { what: `${what}, entries failing: speed without that`, reached, bound: { atLeast: 0.5 } };
  });
}
