import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newFile, newFolder } from '../support/folders.ts';
import { runLocal, runMain } from '../support/run-main.ts';
import { readLines } from '../support/stored.ts';
import { EXAMPLES, reportOf, SHOWN_REPORT } from './examples.ts';
import { codeBlocks, inCode, readDocument, tableRows } from './markdown.ts';

const readme = readDocument('README.md');
const data = newFile('{"n":1}\n{"n":2}\n');

/** Paths of all values in a document, in its order; a list is one value. */
function pathsOf(value: unknown, path = ''): readonly string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path];
  return Object.entries(value).flatMap(([name, inner]) => pathsOf(inner, path ? `${path}.${name}` : name));
}

/** The fields that a table of README documents; a row `x.*` stands for those of the object that it is "as". */
function documentedFields(rows: readonly (readonly string[])[]): readonly string[] {
  const fields = rows.map(([field = '', type = '']) => ({ field: inCode(field), like: inCode(type) }));
  return fields.flatMap(({ field, like }) => {
    if (!field.endsWith('.*')) return [field];
    const model = fields.filter((other) => other.field.startsWith(`${like}.`));
    return model.map((other) => field.replace('.*', other.field.slice(like.length)));
  });
}

/** The fields of all these documents; what is an object in one of them and null in another has its name twice. */
function fieldsOf(documents: readonly object[]): Set<string> {
  return new Set(documents.flatMap((document) => pathsOf(document)));
}

const jsonBlocks = (heading: string) =>
  codeBlocks(readme)
    .filter((block) => block.heading === heading && block.language === 'json')
    .map(({ code }) => JSON.parse(code));

it('README documents every field of the report, and none that there is not', async () => {
  const checkpoint = join(newFolder(), 'run.checkpoint');
  const good = await runLocal(['--data', data, '--checkpoint', checkpoint, '--verify']);
  const refused = await runLocal(['--data', data, '--faults', 'access-denied']);
  expect([good.code, refused.code]).toEqual([0, 254]);
  const documented = documentedFields(tableRows(readme, 'The report'));
  expect(new Set(documented)).toEqual(fieldsOf([good.report, refused.report]));
  expect(new Set(documented).size).toBe(documented.length);
});

it("README's example has the fields of a run, in their order", async () => {
  const { report } = await runLocal(['--data', data]);
  const [example] = jsonBlocks('The report');
  expect(pathsOf(example)).toEqual(pathsOf(report));
});

it('README documents every field of a dry run, and none that there is not', async () => {
  const { stdout } = await runMain(['--dry-run', '--data', data, '--output', 'json']);
  const documented = documentedFields(tableRows(readme, 'The report', 1));
  expect(documented).toEqual(pathsOf(JSON.parse(stdout)));
});

it('README documents dead letters and receipts field by field, with a line of each', async () => {
  const huge = newFile(`{"huge":"${'x'.repeat(9_000_000)}"}\n`);
  const mixed = newFile('{"n":1}\n{"n":"poison"}\n{oops\n');
  const receipts = join(newFolder(), 'receipts.ndjson');
  const order = 'poison:contains=poison:code=ValidationException';
  const args = ['--data', mixed, '--data', huge, '--on-bad-record', 'dead-letter', '--put-record-count', '0'];
  const { code, report } = await runLocal([...args, '--faults', order, '--receipts', receipts]);
  expect(code).toBe(1);
  const letters = readLines<object>(report.deadLetterFile ?? '');
  const [letter, receipt] = jsonBlocks('Dead letters and receipts');
  const fields = (place: number) => documentedFields(tableRows(readme, 'Dead letters and receipts', place));
  expect(letters).toHaveLength(3);
  expect(new Set(fields(0))).toEqual(fieldsOf(letters));
  expect(letters.map((line) => pathsOf(line))).toContainEqual(pathsOf(letter));
  const [written] = readLines<object>(receipts);
  expect(fields(1)).toEqual(pathsOf(written));
  expect(pathsOf(receipt)).toEqual(pathsOf(written));
});

it.each(EXAMPLES)(
  '$document shows a report as it is printed, but for its numbers',
  async ({ document, args }) => {
    const folder = newFolder();
    const files = ['--local-dir', join(folder, 'aws'), '--dead-letter', join(folder, 'letters')];
    const { stdout } = await runMain(['--local', ...files, ...args]);
    const withoutNumbers = (text: string) =>
      text
        .replace(/((?:objects|dead letters) +)\S+/g, '$1FILE')
        .replace(/[\d.,]*\d/g, '0')
        .replace(/[KM]iB/g, 'iB');
    const shown = SHOWN_REPORT.exec(readDocument(document))?.[0] ?? '';
    expect(withoutNumbers(shown)).toBe(withoutNumbers(reportOf(stdout)));
  },
);
