import type { Crashed } from './crash.ts';
import type { Complaint } from './judge.ts';
import type { Tally } from './many.ts';
import type { Simulated } from './simulation.ts';

const COMPLAINTS_SHOWN = 5;

type Row = readonly [name: string, count: number];

/** The figures of simulated runs: one name and one number a line. */
export function simulationTable({ results, troubles }: Tally<Simulated>): string {
  return table([
    ['seeds', results.length],
    ['runs', sum(results, ({ runs }) => runs)],
    ['records', sum(results, ({ records }) => records)],
    ['copies beyond the first', sum(results, ({ copies }) => copies)],
    ...faultsByKind(results),
    ...complaintRows(results, troubles),
  ]);
}

/** The figures of runs that were killed and resumed. */
export function crashTable({ results, troubles }: Tally<Crashed>): string {
  return table([
    ['crash runs', results.length],
    ['processes', sum(results, ({ processes }) => processes)],
    ['processes killed', sum(results, ({ killed }) => killed)],
    ['records', sum(results, ({ records }) => records)],
    ['copies beyond the first', sum(results, ({ copies }) => copies)],
    ['bound that was printed for them', sum(results, ({ bound }) => bound)],
    ...complaintRows(results, troubles),
  ]);
}

/** What a failing seed did, and the command that runs it alone; empty for one that is well. */
export function failureText(
  { seed, complaints }: Pick<Simulated, 'seed' | 'complaints'>,
  kind: 'simulation' | 'crash',
): string {
  if (complaints.length === 0) return '';
  const alone = kind === 'crash' ? '--seeds 0 --crashes 1' : '--seeds 1 --crashes 0';
  const shown = complaints
    .slice(0, COMPLAINTS_SHOWN)
    .map((complaint) => `  ${complaint.kind}: ${complaint.text}`);
  const more = complaints.length - shown.length;
  return [
    `${kind} ${seed} failed; alone: npm run faults -- ${alone} --seed ${seed}`,
    ...shown,
    ...(more > 0 ? [`  and ${more} more`] : []),
  ].join('\n');
}

function complaintRows(
  results: readonly Pick<Simulated, 'complaints'>[],
  troubles: readonly string[],
): readonly Row[] {
  const of = (kind: Complaint['kind']) =>
    sum(results, ({ complaints }) => complaints.filter((complaint) => complaint.kind === kind).length);
  return [
    ['lost', of('lost')],
    ['unexplained duplicates', of('unexplained duplicate')],
    ['ledger errors', of('ledger')],
    ['other complaints', of('other') + troubles.length],
  ];
}

function faultsByKind(results: readonly Simulated[]): readonly Row[] {
  const counts = new Map<string, number>();
  for (const { faults } of results) {
    for (const [kind, count] of Object.entries(faults)) counts.set(kind, (counts.get(kind) ?? 0) + count);
  }
  return [...counts].sort(([a], [b]) => a.localeCompare(b)).map(([kind, count]) => [`fault ${kind}`, count]);
}

function sum<Result>(results: readonly Result[], value: (result: Result) => number): number {
  return results.reduce((total, result) => total + value(result), 0);
}

function table(rows: readonly Row[]): string {
  return rows
    .map(([name, count]) => `${name.padEnd(34)}${count.toLocaleString('en-US').padStart(12)}`)
    .join('\n');
}
