import { cpus } from 'node:os';
import type { Goal, SectionResult } from './section.ts';

/** Which machine this is, and when. */
export function machineLine(now = new Date()): string {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  return `${processors.length} x ${model}, ${process.platform}, Node.js ${process.version}, ${now.toISOString().slice(0, 10)}`;
}

/** A section as Markdown. */
export function markdownOf({ title, about, head, rows, goals }: SectionResult): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const table = [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)];
  return [`### ${title}`, '', about, '', ...table, '', ...goals.map(goalLine), ''].join('\n');
}

function goalLine({ what, reached, bound }: Goal): string {
  const [word, limit, holds] =
    'atLeast' in bound
      ? ['at least', bound.atLeast, reached >= bound.atLeast]
      : ['at most', bound.atMost, reached <= bound.atMost];
  return `- ${what}: **${reached.toFixed(2)}**, ${word} ${limit} is asked for: ${holds ? 'holds' : 'MISSED'}`;
}
