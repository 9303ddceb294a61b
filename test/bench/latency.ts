import { scenarioCommand } from './contestants.ts';
import { median, spread } from './figures.ts';
import type { Bench, Goal, Section } from './section.ts';
import { type Sent, send } from './send.ts';

const DELAY_MS = 30;
const BATCH = 500;
/** So many entries of each hundred fail in the faulty run. */
const FAILING_PERCENT = 5;
const IN_FLIGHT = [1, 8, 32];
/** How long a run sends, at the rate that the latency allows. */
const SENDING_S = { quick: 2, usual: 8, full: 8 };

interface Row {
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
    for (const inFlight of IN_FLIGHT) rows.push(await run(bench, inFlight, 'none'));
    rows.push(await run(bench, 8, 'failed entries'));
    return {
      title: `Latency: each call takes ${DELAY_MS} ms`,
      about: `Records a second from the first call to the last answer, as the report says, beside what ${DELAY_MS} ms allow: calls in flight x 500 records. TLS.`,
      head: ['in flight', 'faults', 'records/s', 'possible', 'share', 'arrived'],
      rows: rows.map(cellsOf),
      goals: goalsOf(rows),
    };
  },
};

async function run(bench: Bench, inFlight: number, fault: Row['fault']): Promise<Row> {
  const records = Math.round(possible(inFlight) * SENDING_S[bench.size]);
  const command = scenarioCommand(bench, bench.input(records), ['--in-flight', String(inFlight)]);
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
  const { inFlight, fault, records, sent } = row;
  const isRight = sent.every(({ arrived }) => arrived === records);
  return [
    String(inFlight),
    fault === 'none' ? 'none' : `${FAILING_PERCENT} % of the entries`,
    spread(rates(row), 0),
    possible(inFlight).toFixed(0),
    share(row).toFixed(3),
    isRight ? records.toLocaleString('en-US') : '**wrong**',
  ];
}

function goalsOf(rows: readonly Row[]): readonly Goal[] {
  const faultFree = rows.filter(({ fault }) => fault === 'none');
  const faulty = rows.find(({ fault }) => fault !== 'none');
  const same = faultFree.find(({ inFlight }) => inFlight === faulty?.inFlight);
  const goals: Goal[] = faultFree.map((row) => ({
    what: `${row.inFlight} in flight: share of what is possible`,
    reached: share(row),
    bound: { atLeast: 0.95 },
  }));
  if (!faulty || !same) return goals;
  const reached = share(faulty) / share(same);
  const what = `${FAILING_PERCENT} % failed entries: speed without them`;
  return [...goals, { what, reached, bound: { atLeast: 0.5 } }];
}
