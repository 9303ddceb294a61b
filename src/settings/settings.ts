import { join } from 'node:path';
import { refuseContradictions } from './contradictions.ts';
import { OPTIONS, type OptionValues } from './options.ts';
import { packageRoot } from './package-root.ts';
import { resolveOptions, type SettingsSources } from './resolve-options.ts';
import type { Rate } from './values.ts';

/** Everything a run can be told, complete and checked. Units stand in the names. */
export type Settings = Readonly<
  Omit<OptionValues, 'data' | 'stream' | 'metricsDeadlineS' | 'rate'> & {
    /** Files to send, in order; `-` is standard input. */
    data: readonly string[];
    stream: string;
    metricsDeadlineS: number;
    rate: Rate;
  }
>;

/** Name of the stream that `--local` makes where none is given. */
export const LOCAL_STREAM = 'local-stream';

/**
 * Settles every option: flag, else environment, else the default.
 *
 * @throws SettingsError for the first value that isn't allowed, and for options that exclude each other.
 */
export function resolveSettings(sources: SettingsSources): Settings {
  const values = resolveOptions(OPTIONS, sources);
  refuseContradictions(values, sources);
  return Object.freeze({
    ...values,
    // Without either of them nothing is sent: it is a dry run.
    stream: values.stream ?? (values.local ? LOCAL_STREAM : ''),
    data: dataFiles(values.data),
    recordBytes: Math.min(values.recordBytes, values.batchBytes),
    rate: values.rate ?? (values.local ? 'none' : 'auto'),
    metricsDeadlineS: values.metricsDeadlineS ?? (values.local ? 10 : 180),
  });
}

function dataFiles(data: unknown): readonly string[] {
  return Array.isArray(data) ? data : [join(packageRoot(), 'resources', 'sample_records.json')];
}
