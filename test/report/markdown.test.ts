import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyReport } from '../../src/report/empty-report.ts';
import { dryRunMarkdown, reportMarkdown } from '../../src/report/markdown.ts';
import { dryRunReport, ledger, metrics, report, stage } from './factories.ts';

const linesOf = (markdown: string) => markdown.split('\n');
const error = { code: 'X', message: 'It broke.', next: 'Mend it.' };

describe('the report as Markdown', () => {
  it('tells a whole run', () => {
    const whole = report({ metrics: metrics(), deadLetterFile: 'letters.ndjson', sendingS: 0.6 });
    expect(reportMarkdown(whole)).toBe(`### All 5,550 records delivered

Stream \`local-stream\` in \`us-east-1\`, run \`20261121T101500Z-3f9a\`

| Read | Delivered | Rejected | Undelivered | Pending | Possibly duplicated |
| --- | --: | --: | --: | --: | --: |
| 5,550 | 5,550 | 0 | 0 | 0 | 0 |

| Sent by | Records | Calls | Retries | Failed entries | p50 ms | p90 ms | p99 ms |
| --- | --: | --: | --: | --: | --: | --: | --: |
| PutRecord | 100 | 100 | 0 | 0 | 12.3 | 45.6 | 78.9 |
| PutRecordBatch | 5,450 | 11 | 0 | 0 | 12.3 | 45.6 | 78.9 |

| Delivered | Ours | CloudWatch (complete) |
| --- | --: | --: |
| records | 5,550 | 5,550 |
| bytes | 429,570 | 429,570 |

0.60 s, 9,250 records/s, 0.68 MiB/s; 419.5 KiB sent, billed as 27.1 MiB

- Dead letters: \`letters.ndjson\`
`);
  });

  it.each([
    [
      { exitCode: 1, ledger: ledger({ read: 2, delivered: 1, undelivered: 1 }) },
      '1 of 2 records delivered (exit code 1)',
    ],
    [{ exitCode: 130, stoppedBy: 'SIGINT' as const }, '5,550 of 5,550 records delivered (stopped by SIGINT)'],
    [{ ledger: ledger({ read: 1, delivered: 1 }) }, 'All 1 record delivered'],
  ])('says in its heading how %o ended', (over, heading) => {
    expect(linesOf(reportMarkdown(report(over)))[0]).toBe(`### ${heading}`);
  });

  it('tells a run that never began without tables of zeros', () => {
    const end = { error, stoppedBy: null, exitCode: 252 };
    expect(reportMarkdown(emptyReport('20261121T101500Z-3f9a', new Date(0), end))).toBe(
      '### 0 of 0 records delivered (exit code 252)\n\n' +
        'No stream, run `20261121T101500Z-3f9a`\n\n**Stopped:** It broke.\n\n**Next:** Mend it.\n',
    );
  });

  it('shows the account of a run whose calls all failed', () => {
    const failed = report({
      ledger: ledger({ read: 1, pending: 1 }),
      putRecord: stage(),
      error,
      exitCode: 254,
    });
    expect(reportMarkdown(failed)).toContain('| 1 | 0 | 0 | 0 | 1 | 0 |');
  });

  it.each([
    [metrics({ status: 'off', incomingRecords: null, incomingBytes: null }), 'not asked', 'none'],
    [metrics({ status: 'not-visible', incomingRecords: null, incomingBytes: null }), 'not visible', 'none'],
    [metrics({ status: 'partial', incomingRecords: 0, incomingBytes: 0 }), 'partial', '0'],
  ])('keeps no datapoints and 0 apart', (over, status, number) => {
    const markdown = reportMarkdown(report({ metrics: over }));
    expect(markdown).toContain(`| CloudWatch (${status}) |`);
    expect(markdown).toContain(`| records | 5,550 | ${number} |`);
  });

  it('says whose account it is where there is a checkpoint', () => {
    const checkpoint = { file: 'a.checkpoint', origin: 'resumed', sentAgain: 0, crashBound: 12_000 } as const;
    expect(reportMarkdown(report({ checkpoint }))).toContain(
      '- Account of all runs of the checkpoint: `a.checkpoint`\n',
    );
  });

  it('keeps texts from outside in their places, whatever they are', () => {
    const texts = fc.string({
      unit: fc.constantFrom(...'`|<>[]()*_#!@&\\\n\r\u2028\u001b aé'),
      minLength: 1,
    });
    const usual = reportMarkdown(report({ error, deadLetterFile: 'x' }));
    fc.assert(
      fc.property(texts, texts, texts, (stream, message, file) => {
        const over = { stream, error: { ...error, message }, deadLetterFile: file };
        const lines = linesOf(reportMarkdown(report(over)));
        expect(lines).toHaveLength(linesOf(usual).length);
        const target = lines.find((line) => line.startsWith('Stream ')) ?? '';
        const stopped = lines.find((line) => line.startsWith('**Stopped:** ')) ?? '';
        const letters = lines.find((line) => line.startsWith('- Dead letters: ')) ?? '';
        expect(stopped.slice('**Stopped:** '.length)).toMatch(/^(&#\d+;|[^\p{P}\p{S}\p{Cc}])*$/u);
        expect(codeAt(target, 'Stream ')).toBe(shown(stream));
        expect(codeAt(letters, '- Dead letters: ')).toBe(shown(file));
      }),
    );
  });
});

/** The text of the code that begins behind these words: up to the next run of as many backquotes, by CommonMark's rule. */
function codeAt(line: string, words: string): string {
  const rest = line.slice(words.length);
  const [fence = ''] = /^`+/.exec(rest) ?? [];
  const inner = rest.slice(fence.length);
  const end = [...inner.matchAll(/`+/g)].find(([run]) => run.length === fence.length)?.index ?? -1;
  const text = inner.slice(0, end);
  return /^ .* $/.test(text) && text.trim() !== '' ? text.slice(1, -1) : text;
}

/** What is left of a text on one line. */
const shown = (text: string) => text.replace(/[\p{Cc}\u2028]+/gu, ' ');

describe('a dry run as Markdown', () => {
  it('tells what would be sent', () => {
    const lines = linesOf(dryRunMarkdown(dryRunReport()));
    expect(lines[0]).toBe('### Dry run: nothing was sent');
    expect(lines).toContain('| PutRecordBatch calls | 11 |');
    expect(lines).toContain('| bytes | 419.5 KiB, billed as 27.1 MiB |');
    expect(dryRunMarkdown(dryRunReport({ error, exitCode: 1 }))).toMatch(/\*\*Next:\*\* Mend it\.\n$/);
  });
});
