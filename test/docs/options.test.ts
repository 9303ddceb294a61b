import { expect, it } from 'vitest';
import { SIGNAL_CODES } from '../../src/cli/signals.ts';
import { EXIT_CODES } from '../../src/report/exit-code.ts';
import { readMetadata } from '../../src/settings/metadata.ts';
import { runMain } from '../support/run-main.ts';
import { environmentExample, optionRow, specificationRow } from './expected.ts';
import { readDocument, section, tableRows } from './markdown.ts';
import { OPTION_GROUPS } from './option-groups.ts';

const metadata = readMetadata();
const readme = readDocument('README.md');
const specification = readDocument('SPECIFICATION.md');

it.each(OPTION_GROUPS)('README lists the $title as they are declared', ({ title, options }) => {
  expect(tableRows(readme, title)).toEqual(options.map((option) => optionRow(...option, metadata)));
});

it.each(OPTION_GROUPS)('SPECIFICATION.md tells what the $title take', ({ title, options }) => {
  const rows = tableRows(specification, title);
  const withoutUnit = rows.map(([flag, takes, _unit, ...rest]) => [flag, takes, ...rest]);
  expect(withoutUnit).toEqual(options.map((option) => specificationRow(...option, metadata)));
});

it('.env.example lists every variable with its default, commented out', () => {
  const lines = readDocument('.env.example').split('\n');
  const first = lines.indexOf('');
  const expected = environmentExample(OPTION_GROUPS, metadata);
  expect(lines.slice(first, first + expected.length)).toEqual(expected);
  expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
});

it('.env.example names only variables that SPECIFICATION.md tells of, and every endpoint', () => {
  const text = readDocument('.env.example');
  const others = [...text.matchAll(/^# ([A-Z0-9_]+)=/gm)].map(([, name]) => name);
  const told = tableRows(specification, 'Environment variables').flatMap(([names = '']) =>
    [...names.matchAll(/`([A-Z0-9_]+)`/g)].map(([, name]) => name),
  );
  expect(others.filter((name) => !name?.startsWith('FIREHOSE_') && !told.includes(name))).toEqual([]);
  const isEndpoint = (name = '') => name.startsWith('AWS_ENDPOINT_URL');
  expect(others.filter(isEndpoint).sort()).toEqual(told.filter(isEndpoint).sort());
});

it('README and SPECIFICATION.md list every exit code, and no other', () => {
  const codes = new Set([0, 1, ...Object.values(EXIT_CODES), ...Object.values(SIGNAL_CODES)]);
  const inOrder = [255, 130, 143, 254, 253, 252, 1, 0];
  expect([...codes].sort()).toEqual(inOrder.toSorted());
  expect(tableRows(readme, 'Exit codes').map(([code]) => Number(code))).toEqual(inOrder);
  const ofErrors = tableRows(specification, 'Errors').flatMap(
    ([, , , code = '']) => code.match(/\d+/g) ?? [],
  );
  expect(ofErrors.filter((code) => !codes.has(Number(code)))).toEqual([]);
});

it("--help tells every exit code in README's words, or in fewer of them", async () => {
  const { stdout } = await runMain(['--help']);
  const told = stdout.slice(stdout.indexOf('Exit codes:')).replace(/\n {7}/g, ' ');
  const wordsOf = (text: string) => text.match(/[\w']+/g) ?? [];
  for (const [code = '', when = ''] of tableRows(readme, 'Exit codes')) {
    const words = wordsOf(new RegExp(`^  ${code} +(.*)$`, 'm').exec(told)?.[1] ?? '');
    const known = [...wordsOf(when), ...wordsOf(code === '130' ? '143 by SIGTERM' : '')];
    if (code === '143') expect(told).toContain('(143: by SIGTERM)');
    else expect(words.length, code).toBeGreaterThan(4);
    expect(words.filter((word) => !known.includes(word))).toEqual([]);
  }
});

it('the documents name no FIREHOSE_ variable that there is not', () => {
  const known = OPTION_GROUPS.flatMap(({ options }) =>
    options.map((option) => optionRow(...option, metadata)[1]),
  );
  const named = `${readme}${specification}`.match(/`FIREHOSE_[A-Z_]+`/g) ?? [];
  expect(named.filter((name) => !known.includes(name))).toEqual([]);
  expect(section(readme, 'Options')).toContain('.env.example');
});
