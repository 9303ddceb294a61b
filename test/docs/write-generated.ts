import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readMetadata } from '../../src/settings/metadata.ts';
import { packageRoot } from '../../src/settings/package-root.ts';
import { EXAMPLES, reportOf, SHOWN_REPORT } from './examples.ts';
import { environmentExample, optionRow, specificationRow } from './expected.ts';
import { readDocument, section, tableRows } from './markdown.ts';
import { OPTION_GROUPS } from './option-groups.ts';

// Writes what the documents take from the code: the tables of options, .env.example and the text of a report.
// The tests compare the rest, which people write.

const root = packageRoot();
const metadata = readMetadata();
const write = (name: string, text: string) => writeFileSync(join(root, name), text);

/** Puts other rows below the head of a section's first table. */
function withRows(markdown: string, heading: string, rows: readonly (readonly string[])[]): string {
  const before = section(markdown, heading);
  const [table = ''] = /(?:^\|.*\n?)+/m.exec(before) ?? [];
  const head = table.split('\n').slice(0, 2);
  const lines = rows.map((cells) => `|${cells.map(asCell).join('|')}|`);
  return markdown.replace(before, () => before.replace(table, () => `${[...head, ...lines].join('\n')}\n`));
}

const asCell = (text: string) => (text === '' ? ' ' : ` ${text.replaceAll('|', '\\|')} `);

function readme(markdown: string): string {
  return OPTION_GROUPS.reduce(
    (text, { title, options }) =>
      withRows(
        text,
        title,
        options.map((option) => optionRow(...option, metadata)),
      ),
    markdown,
  );
}

/** Units are the one thing in these tables that people write; a new option has none at first. */
function specification(markdown: string): string {
  return OPTION_GROUPS.reduce((text, { title, options }) => {
    const units = new Map(tableRows(text, title).map(([flag = '', , unit = '']) => [flag, unit]));
    const rows = options.map((option) => {
      const [flag = '', takes = '', ...rest] = specificationRow(...option, metadata);
      return [flag, takes, units.get(flag) ?? '', ...rest];
    });
    return withRows(text, title, rows);
  }, markdown);
}

function environment(text: string): string {
  const lines = text.split('\n');
  const sdk = lines.indexOf('# --- Read by the AWS SDK ---');
  const note = lines.slice(0, lines.indexOf(''));
  return [...note, ...environmentExample(OPTION_GROUPS, metadata), '', ...lines.slice(sdk)].join('\n');
}

/** Runs the example of a document and shows its report anew. */
function withReport(markdown: string, options: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'docs-'));
  try {
    const program = ['--import', import.meta.resolve('tsx'), join(root, 'src', 'scenario.ts'), '--local'];
    const { stdout } = spawnSync(process.execPath, [...program, ...options], {
      cwd: folder,
      encoding: 'utf8',
    });
    return markdown.replace(SHOWN_REPORT, () => reportOf(stdout));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

write('README.md', readme(readDocument('README.md')));
write('SPECIFICATION.md', specification(readDocument('SPECIFICATION.md')));
for (const { document, args } of EXAMPLES) write(document, withReport(readDocument(document), args));
write('.env.example', environment(readDocument('.env.example')));
