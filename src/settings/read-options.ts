import { always, declare, type ValuesOf } from './option.ts';
import { OPTIONS } from './options.ts';
import type { Flags } from './resolve-options.ts';
import { SettingsError } from './settings-error.ts';
import { CONNECTION_OPTIONS } from './shared-options.ts';
import { since } from './since.ts';
import { integer, streamName, text, toggle } from './values.ts';

/** Options of `read`, which prints what a stream delivered, or compares it with an input. */
export const READ_OPTIONS = {
  stream: declare({
    flag: '--stream',
    group: 'Common',
    type: streamName,
    help: 'Firehose stream whose objects are read',
  }),
  ...CONNECTION_OPTIONS,

  startAfter: declare({
    flag: '--start-after',
    group: 'Read',
    type: text('<key>'),
    help: 'begin with the object behind this key',
  }),
  since: declare({
    flag: '--since',
    group: 'Read',
    type: since,
    help: 'only objects delivered since, such as 2026-11-21T10:00Z or 2h',
  }),
  limit: declare({
    flag: '--limit',
    group: 'Read',
    type: integer(1, Number.MAX_SAFE_INTEGER),
    help: 'records to print, at most',
  }),
  errors: always({
    flag: '--errors',
    group: 'Read',
    type: toggle,
    default: 'false',
    help: 'read what lies under the error prefix, rawData decoded',
  }),
  compare: declare({
    flag: '--compare',
    group: 'Read',
    type: text('<file>'),
    isRepeatable: true,
    help: 'print nothing, and compare with this input of a run; may be repeated',
  }),
  report: declare({
    flag: '--report',
    group: 'Read',
    type: text('<file>'),
    help: "with --compare: the run's report, as --output json printed it",
  }),

  format: OPTIONS.format,
  delimiter: OPTIONS.delimiter,
  noValidate: OPTIONS.noValidate,
  recordBytes: OPTIONS.recordBytes,
  verifyDeadlineS: OPTIONS.verifyDeadlineS,
  output: OPTIONS.output,
};

/** The values of `read`, before they are held against each other. */
export type ReadOptionValues = ValuesOf<typeof READ_OPTIONS>;

/** What `read` was asked for. */
export type ReadSettings = Omit<ReadOptionValues, 'stream' | 'compare'> & {
  readonly stream: string;
  /** Inputs to compare with; none where records are printed. */
  readonly compare: readonly string[];
};

/**
 * Completes the options of `read`.
 *
 * @param flags - As they were typed.
 * @throws SettingsError for options that exclude each other.
 */
export function readSettings(values: ReadOptionValues, flags: Flags): ReadSettings {
  const { stream } = values;
  if (stream === undefined) throw new SettingsError('No stream is named: give --stream NAME.');
  const compare: unknown = values.compare ?? [];
  const files = Array.isArray(compare) ? compare : [compare];
  if (files.length === 0 && values.report !== undefined) {
    throw new SettingsError('--report belongs to --compare: add it, or leave this out.');
  }
  if (files.length > 0) refuseWithCompare(values, flags);
  return { ...values, stream, compare: files };
}

function refuseWithCompare(values: ReadOptionValues, flags: Flags): void {
  if (values.report === undefined) {
    throw new SettingsError("--compare needs --report FILE, the run's report as --output json printed it.");
  }
  if (values.delimiter === 'none') {
    throw new SettingsError("--compare with --delimiter none can't work: nothing parts the records in S3.");
  }
  const other = (['startAfter', 'limit', 'errors'] as const).find((key) => flags[key] !== undefined);
  if (other === undefined) return;
  throw new SettingsError(`${READ_OPTIONS[other].flag} belongs to reading: leave it out with --compare.`);
}
