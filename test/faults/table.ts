import type { Complaint } from './judge.ts';
import type { Tally } from './many.ts';
import type { Simulated } from './simulation.ts';

const COMPLAINTS_SHOWN = 5;

/** The figures of many seeds, as a person reads them; one name and one number a line. */
export function tallyTable({ results, troubles }: Tally): string {
  const sum = (value: (result: Simulated) => number) =>
    results.reduce((total, result) => total + value(result), 0);
  const complaints = (kind: Complaint['kind']) =>
    sum((result) => result.complaints.filter((complaint) => complaint.kind === kind).length);
  const rows: (readonly [string, number])[] = [
    ['seeds', results.length],
    ['runs', sum(({ runs }) => runs)],
    ['records', sum(({ records }) => records)],
    [
      'copies beyond the first, all explained',
      sum(({ copies }) => copies) - complaints('unexplained duplicate'),
    ],
    ...[...faultsByKind(results)].map(([kind, count]) => [`fault ${kind}`, count] as const),
    ['lost', complaints('lost')],
    ['unexplained duplicates', complaints('unexplained duplicate')],
    ['ledger errors', complaints('ledger')],
    ['other complaints', complaints('other') + troubles.length],
  ];
  return rows
    .map(([name, count]) => `${name.padEnd(40)}${count.toLocaleString('en-US').padStart(12)}`)
    .join('\n');
}

function faultsByKind(results: readonly Simulated[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { faults } of results) {
    for (const [kind, count] of Object.entries(faults)) counts.set(kind, (counts.get(kind) ?? 0) + count);
  }
  return new Map([...counts].sort(([a], [b]) => a.localeCompare(b)));
}

/** What a failing seed did, and the command that runs it alone; empty for one that is well. */
export function failureText({ seed, complaints }: Simulated): string {
  if (complaints.length === 0) return '';
  const shown = complaints.slice(0, COMPLAINTS_SHOWN).map(({ kind, text }) => `  ${kind}: ${text}`);
  const more = complaints.length - shown.length;
  return [
    `seed ${seed} failed; alone: npm run faults -- --seeds 1 --seed ${seed} --crashes 0`,
    ...shown,
    ...(more > 0 ? [`  and ${more} more`] : []),
  ].join('\n');
}
