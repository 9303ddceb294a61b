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
  const told = goals.map((goal) => wrapped(goalLine(goal)).replaceAll('\n', '\n  '));
  return [`### ${title}`, '', wrapped(about), '', ...table, '', ...told, ''].join('\n');
}

/** Puts figures into a page, between the two marks that are there for them. */
export function withFigures(page: string, figures: string): string {
  const [before, after] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (before < 0 || after < before) throw new Error(`The page has no ${BEGIN} with ${END} behind it.`);
  return `${page.slice(0, before + BEGIN.length)}\n\n${figures.trim()}\n\n${page.slice(after)}`;
}

const BEGIN = '<!-- figures -->';
const END = '<!-- end of figures -->';
const COLUMNS = 78;

/** Breaks a paragraph into lines of a page. */
function wrapped(paragraph: string): string {
  const lines = [''];
  for (const word of paragraph.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + 1 + word.length > COLUMNS) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join('\n');
}

function goalLine({ what, reached, bound }: Goal): string {
  const [word, limit, holds] =
    'atLeast' in bound
      ? ['at least', bound.atLeast, reached >= bound.atLeast]
      : ['at most', bound.atMost, reached <= bound.atMost];
  return `- ${what}: **${reached.toFixed(2)}**, ${word} ${limit} is asked for: ${holds ? 'holds' : 'MISSED'}`;
}
