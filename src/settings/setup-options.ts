import { always, declare, type ValuesOf } from './option.ts';
import { resolveOptions, type SettingsSources } from './resolve-options.ts';
import { SettingsError } from './settings-error.ts';
import { CONNECTION_OPTIONS } from './shared-options.ts';
import { bucketName, integer, oneOf, prefix, streamName, toggle } from './values.ts';

/** Options of `setup`, which makes a stream and what it needs. */
export const SETUP_OPTIONS = {
  stream: declare({
    flag: '--stream',
    group: 'Common',
    type: streamName,
    help: 'Firehose stream to make',
  }),
  ...CONNECTION_OPTIONS,
  bucket: declare({
    flag: '--bucket',
    group: 'Setup',
    type: bucketName,
    defaultHelp: 'firehose-STREAM-ACCOUNT-REGION',
    help: 'bucket to make for the objects',
  }),
  prefix: always({
    flag: '--prefix',
    group: 'Setup',
    type: prefix,
    default: 'logs/',
    help: 'what the names of objects begin with; gets one slash at its end',
  }),
  errorPrefix: always({
    flag: '--error-prefix',
    group: 'Setup',
    type: prefix,
    default: 'error/',
    help: 'the same of objects with records that could not be delivered',
  }),
  compression: always({
    flag: '--compression',
    group: 'Setup',
    type: oneOf('none', 'gzip'),
    default: 'none',
    help: 'how objects are compressed',
  }),
  bufferIntervalS: always({
    flag: '--buffer-interval-s',
    group: 'Setup',
    type: integer(0, 900),
    default: '60',
    help: 'deliver a buffer after so long',
  }),
  bufferMib: always({
    flag: '--buffer-mib',
    group: 'Setup',
    type: integer(1, 128),
    default: '5',
    help: 'deliver a buffer of this size',
  }),
  dryRun: always({
    flag: '--dry-run',
    group: 'Setup',
    type: toggle,
    default: 'false',
    help: 'print what would be made, the policies included, and make nothing',
  }),
};

/** The options with the stream that they are about. */
export type SetUpOptions = Omit<ValuesOf<typeof SETUP_OPTIONS>, 'stream'> & { readonly stream: string };

/**
 * Settles the options of `setup`.
 *
 * @throws SettingsError for the first value that isn't allowed, without a stream, and for prefixes that Firehose refuses.
 */
export function resolveSetUp(sources: SettingsSources): SetUpOptions {
  const values = resolveOptions(SETUP_OPTIONS, sources);
  refuseBadPrefixes(values);
  return { ...values, stream: requireStream(values.stream) };
}

/** The stream that a command about resources is about. */
export function requireStream(stream: string | undefined): string {
  if (stream !== undefined) return stream;
  throw new SettingsError('No stream is named: give --stream NAME.');
}

const OUTPUT_TYPE = '!{firehose:error-output-type}';
/** Each gets one slash at its end, so that those that were typed tell nothing apart. */
const bare = (text: string) => text.replace(/\/+$/, '');
const hasExpression = (text: string) => text.includes('!{');

/** Expressions that need no dynamic partitioning; other ones are refused when bucket and role are made already. */
function refuseBadExpressions(flag: string, text: string): void {
  const [bad] =
    text.match(/!\{(?!timestamp:[^}]+\}|firehose:(random-string|error-output-type)\})[^}]*\}?/) ?? [];
  if (bad === undefined) return;
  throw new SettingsError(
    `${flag}: "${bad}" is no expression of a prefix; it takes !{timestamp:PATTERN}, !{firehose:random-string} and, in --error-prefix, ${OUTPUT_TYPE}.`,
  );
}

/** The service's rules for prefixes with expressions. (Source: "Custom prefixes for S3 objects" in the developer guide.) */
function refuseBadPrefixes({ prefix, errorPrefix }: Pick<SetUpOptions, 'prefix' | 'errorPrefix'>): void {
  refuseBadExpressions('--prefix', prefix);
  refuseBadExpressions('--error-prefix', errorPrefix);
  if (bare(prefix) !== '' && bare(prefix) === bare(errorPrefix))
    throw new SettingsError(
      '--error-prefix is the same as --prefix, and nobody could tell errors from records: give another.',
    );
  if (prefix.includes(OUTPUT_TYPE))
    throw new SettingsError(`--prefix can't have ${OUTPUT_TYPE}: it belongs into --error-prefix.`);
  if (hasExpression(prefix) && bare(errorPrefix) === '')
    throw new SettingsError('--prefix has expressions, and then --error-prefix may not be empty: give one.');
  if (hasExpression(errorPrefix) && !errorPrefix.includes(OUTPUT_TYPE))
    throw new SettingsError(`--error-prefix has expressions, and then needs ${OUTPUT_TYPE} too: add it.`);
}
