import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/settings/package-root.ts';
import { readDocument, tableRows } from '../docs/markdown.ts';
import { newFile } from '../support/folders.ts';
import { runLocal } from '../support/run-main.ts';
import { readLines, storedBytes } from '../support/stored.ts';

type Input =
  | { readonly file: string }
  | { readonly text: string }
  | { readonly line: string; readonly count: number };

type Objects =
  | { readonly records: readonly string[] }
  | { readonly copies: number; readonly without?: readonly number[] };

interface AcceptanceCase {
  readonly name: string;
  readonly why: string;
  readonly input: Input;
  readonly options?: readonly string[];
  readonly faults?: string;
  readonly expect: {
    readonly exitCode: number;
    readonly ledger: Readonly<Record<string, number>>;
    readonly calls?: { readonly putRecord: number; readonly putRecordBatch: number };
    readonly deadLetters?: readonly { readonly index: number }[];
    readonly objects: Objects;
  };
}

const { cases } = JSON.parse(readDocument('resources/metadata/acceptance.json')) as {
  readonly cases: readonly AcceptanceCase[];
};

function fileOf(input: Input): string {
  if ('file' in input) return join(packageRoot(), input.file);
  if ('text' in input) return newFile(input.text);
  return newFile(linesOf(input).join(''));
}

/** The records that an input of numbered lines, or the sample, is sent as. */
function linesOf(input: Input): readonly string[] {
  if ('text' in input) throw new Error('a text says its records itself');
  if ('file' in input) {
    const values = JSON.parse(readDocument(input.file)) as readonly unknown[];
    return values.map((value) => `${JSON.stringify(value)}\n`);
  }
  return Array.from({ length: input.count }, (_, number) => `${input.line.replace('%d', String(number))}\n`);
}

function expectedRecords(input: Input, objects: Objects): string[] {
  if ('records' in objects) return objects.records.toSorted();
  const { copies, without = [] } = objects;
  const stored = linesOf(input).filter((_, index) => !without.includes(index));
  return stored.flatMap((line) => Array<string>(copies).fill(line)).sort();
}

const storedRecords = (dir: string) =>
  (
    storedBytes(join(dir, 'objects'))
      .toString('utf8')
      .match(/[^\n]*\n/g) ?? []
  ).sort();

describe('the acceptance cases', () => {
  it('have names of their own, and a reason each', () => {
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
    expect(cases.filter(({ why }) => !/^[A-Z].*\.$/.test(why))).toEqual([]);
    expect(cases.length).toBeGreaterThan(20);
  });

  it('are described in SPECIFICATION.md by every field that they have', () => {
    const fields = cases.flatMap((one) => [
      ...Object.keys(one),
      ...Object.keys(one.input).map((key) => `input.${key}`),
      ...Object.keys(one.expect).map((key) => `expect.${key}`),
      ...Object.keys(one.expect.objects).map((key) => `expect.objects.${key}`),
    ]);
    const told = tableRows(readDocument('SPECIFICATION.md'), 'Acceptance cases').map(([field = '']) => field);
    expect(told.toSorted()).toEqual([...new Set(fields)].map((field) => `\`${field}\``).sort());
  });

  it.each(cases.map((one) => [one.name, one] as const))(
    '%s',
    async (_, { input, options = [], faults, expect: end }) => {
      const ordered = faults === undefined ? [] : ['--faults', faults];
      const run = await runLocal(['--data', fileOf(input), ...ordered, ...options]);
      const { ledger, putRecord, putRecordBatch, deadLetterFile } = run.report;
      expect(run.code).toBe(end.exitCode);
      expect(ledger).toMatchObject(end.ledger);
      expect(ledger.read).toBe(ledger.rejected + ledger.delivered + ledger.undelivered + ledger.pending);
      if (end.calls)
        expect({ putRecord: putRecord.calls, putRecordBatch: putRecordBatch.calls }).toEqual(end.calls);
      expect(storedRecords(run.dir)).toEqual(expectedRecords(input, end.objects));
      const letters = deadLetterFile !== null && existsSync(deadLetterFile) ? readLines(deadLetterFile) : [];
      const expected = (end.deadLetters ?? []).map((letter) => expect.objectContaining(letter));
      expect(letters.toSorted((a, b) => a.index - b.index)).toEqual(expected);
    },
  );
});
