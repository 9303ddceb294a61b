import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { newFolder } from '../support/folders.ts';
import { readAll } from './factories.ts';

const FOLDER = newFolder();

function inputFile(
  values: readonly unknown[],
  form: { array: boolean; gzip: boolean; mark: boolean; space: string },
) {
  // A line that begins with a bracket would make the whole file an array.
  const items = values.map((value) => JSON.stringify(form.array ? value : { value }));
  const lines = items.map((item) => `${item}${form.space.includes('\n') ? '\r\n' : '\n'}`).join('\n');
  const text = form.array ? `${form.space}[${items.join(`${form.space},${form.space}`)}]` : lines;
  const bytes = Buffer.from((form.mark ? '\ufeff' : '') + text);
  const file = join(FOLDER, 'input');
  writeFileSync(file, form.gzip ? gzipSync(bytes) : bytes);
  return file;
}

it('goes on at any record as if it had read all before it', async () => {
  const form = fc.record({
    array: fc.boolean(),
    gzip: fc.boolean(),
    mark: fc.boolean(),
    space: fc.constantFrom('', ' ', '\n  '),
  });
  const values = fc.array(fc.oneof(fc.jsonValue(), fc.constant('x'.repeat(70))), {
    minLength: 1,
    maxLength: 20,
  });
  await fc.assert(
    fc.asyncProperty(values, form, fc.nat(), async (input, shape, choice) => {
      const file = inputFile(input, shape);
      const recordBytes = 64;
      const whole = await readAll({ files: [file], recordBytes });
      const all = [...whole.records, ...whole.rejected].sort((a, b) => a.index - b.index);
      const from = all[choice % all.length];
      if (from === undefined) return;
      const rest = await readAll({ files: [file], recordBytes, from });
      expect(rest.error).toBeUndefined();
      expect(rest.records).toEqual(whole.records.filter(({ index }) => index >= from.index));
      const rejected = ({ index, offset, content }: (typeof rest.rejected)[0]) => ({
        index,
        offset,
        content,
      });
      expect(rest.rejected.map(rejected)).toEqual(
        whole.rejected.filter(({ index }) => index >= from.index).map(rejected),
      );
    }),
    { numRuns: 150 },
  );
});

it('passes over the files before the one it goes on in, and reads those behind it', async () => {
  const names = ['a', 'b', 'c'].map((name) => join(FOLDER, name));
  for (const name of names) writeFileSync(name, `{"in":"${name.at(-1)}1"}\n{"in":"${name.at(-1)}2"}\n`);
  const from = { file: names[1] ?? '', index: 3, offset: 12 };
  const { texts, records } = await readAll({ files: names, from });
  expect(texts).toEqual(['{"in":"b2"}\n', '{"in":"c1"}\n', '{"in":"c2"}\n']);
  expect(records.map(({ index }) => index)).toEqual([3, 4, 5]);
});
