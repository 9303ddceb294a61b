import type { Check, Finding } from '../delivery/doctor/check.ts';

/** What one word looks like: a code of SGR, or plain. */
type Paint = (word: string, status: Finding['status']) => string;

const WIDTH = 80;
const NAME_WIDTH = 11;
const STATUS_WIDTH = 8;
const INDENT = ' '.repeat(2 + NAME_WIDTH + 1 + STATUS_WIDTH + 1);

/** A check as it is printed, in lines of 80 columns at most; a longer ARN or address isn't broken, so that it can be copied. */
export function checkLines({ name, finding }: Check, paint: Paint = plain): string {
  const word = finding.status === 'failed' ? 'FAILED' : finding.status;
  const status = paint(word, finding.status) + ' '.repeat(STATUS_WIDTH - word.length);
  const head = `  ${name.padEnd(NAME_WIDTH)} ${status} `;
  const [first = '', ...more] = textsOf(finding).flatMap((text) => wrap(text, WIDTH - INDENT.length));
  return [head + first, ...more.map((line) => INDENT + line)].map((line) => `${line}\n`).join('');
}

/** The last line: how many checks went well. */
export function closingLine(findings: readonly Finding[]): string {
  const counted = (status: Finding['status']) =>
    findings.filter((finding) => finding.status === status).length;
  const parts = [`${counted('ok')} ok`, `${counted('failed')} failed`];
  if (counted('unknown') > 0) parts.push(`${counted('unknown')} unknown`);
  if (counted('skipped') > 0) parts.push(`${counted('skipped')} skipped`);
  return `${counted('failed') === 0 ? 'All is well' : 'Not all is well'}: ${parts.join(', ')}.\n`;
}

const COLORS = { ok: 32, failed: 31, unknown: 33, skipped: 2 } as const;

const plain: Paint = (word) => word;

/** Colours a word by its status; the word says the same. */
export const colored: Paint = (word, status) => `\u001b[${COLORS[status]}m${word}\u001b[0m`;

function textsOf(finding: Finding): readonly string[] {
  switch (finding.status) {
    case 'ok':
      return [finding.what];
    case 'failed':
      return [finding.error.message, `Next: ${finding.error.next}`];
    case 'unknown':
      return [finding.what, `Next: ${finding.next}`];
    case 'skipped':
      return [finding.why];
  }
}

/** Breaks a text at its spaces. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length > width && line !== '') {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}
