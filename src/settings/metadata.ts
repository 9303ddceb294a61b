import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MetadataKey } from './option.ts';
import { packageRoot } from './package-root.ts';
import { SettingsError } from './settings-error.ts';

/** The defaults of the program, as they stand in `resources/metadata/`. */
export type Metadata = Readonly<Record<MetadataKey, Readonly<Record<string, unknown>>>>;

/** The file of each kind of defaults, below `resources/metadata`. */
export const METADATA_FILES: Readonly<Record<MetadataKey, string>> = {
  retryPolicy: 'retry-policy.json',
  logging: 'logging.json',
  batchSizing: 'batch-sizing.json',
};

/** Reads the metadata files of a folder, by default this package's own. */
export function readMetadata(folder = join(packageRoot(), 'resources', 'metadata')): Metadata {
  const read = (key: MetadataKey) => readSection(join(folder, METADATA_FILES[key]), key);
  return { retryPolicy: read('retryPolicy'), logging: read('logging'), batchSizing: read('batchSizing') };
}

function readSection(file: string, key: MetadataKey): Readonly<Record<string, unknown>> {
  const section = parseFile(file)?.[key];
  if (typeof section === 'object' && section !== null && !Array.isArray(section))
    return section as Record<string, unknown>;
  throw new SettingsError(`${file}: the key "${key}" with the defaults is missing; restore the file.`);
}

function parseFile(file: string): Record<string, unknown> | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SettingsError(`${file} can't be read (${reason}); restore the file.`, { cause: error });
  }
}
