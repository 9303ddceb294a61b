import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { METADATA_FILES, readMetadata } from '../../src/settings/metadata.ts';
import type { OptionDeclaration } from '../../src/settings/option.ts';
import { OPTIONS } from '../../src/settings/options.ts';
import { packageRoot } from '../../src/settings/package-root.ts';
import { SettingsError } from '../../src/settings/settings-error.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'metadata-'));
  cpSync(join(packageRoot(), 'resources', 'metadata'), folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const files = Object.entries(METADATA_FILES);

describe('readMetadata', () => {
  it("reads this package's own files from any working directory", () => {
    const here = process.cwd();
    process.chdir(tmpdir());
    try {
      expect(readMetadata()).toEqual(readMetadata(folder));
    } finally {
      process.chdir(here);
    }
  });

  it.each(files)('%s holds the default of each option that points there, and nothing else', (key) => {
    const section = readMetadata(folder)[key as keyof typeof METADATA_FILES];
    const options: readonly (readonly [string, OptionDeclaration<unknown>])[] = Object.entries(OPTIONS);
    const expected = options.filter(([, option]) => option.from === key).map(([name]) => name);
    expect(Object.keys(section).toSorted()).toEqual(expected.toSorted());
  });

  it.each(files)('names the file of %s where it is missing', (_key, file) => {
    rmSync(join(folder, file));
    expect(() => readMetadata(folder)).toThrow(SettingsError);
    expect(() => readMetadata(folder)).toThrow(join(folder, file));
  });

  it.each(['', '{', '[1', '{"retryPolicy":{"attempts":}}'])('names a file that is no JSON: %s', (text) => {
    const file = join(folder, 'retry-policy.json');
    writeFileSync(file, text);
    expect(() => readMetadata(folder)).toThrow(SettingsError);
    expect(() => readMetadata(folder)).toThrow(`${file} can't be read`);
  });

  it.each([
    '{}',
    'null',
    '[]',
    '5',
    '"retryPolicy"',
    '{"retryPolicy":null}',
    '{"retryPolicy":10}',
    '{"retryPolicy":[]}',
  ])('names the key that a file lacks: %s', (text) => {
    const file = join(folder, 'retry-policy.json');
    writeFileSync(file, text);
    expect(() => readMetadata(folder)).toThrow(SettingsError);
    expect(() => readMetadata(folder)).toThrow(`${file}: the key "retryPolicy"`);
  });
});
