import { resolve } from 'node:path';
import { environmentVariable, type OptionDeclaration } from './option.ts';
import { OPTIONS, type OptionValues } from './options.ts';
import type { SettingsSources } from './resolve-options.ts';
import { SettingsError } from './settings-error.ts';

type OptionKey = keyof typeof OPTIONS;
type NameOf = (key: OptionKey) => string;

/** An option's name as the user knows it: its flag, and the variable where the value came from there. */
function nameIn({ flags, environment }: SettingsSources): NameOf {
  return (key) => {
    const declaration: OptionDeclaration<unknown> = OPTIONS[key];
    const variable = environmentVariable(declaration);
    const isFromEnvironment = flags[key] === undefined && environment[variable];
    return isFromEnvironment ? `${declaration.flag} (from ${variable})` : declaration.flag;
  };
}

/**
 * Refuses options that exclude each other.
 *
 * @throws SettingsError that names the first two.
 */
export function refuseContradictions(values: OptionValues, sources: SettingsSources): void {
  const nameOf = nameIn(sources);
  const { stream, local, dryRun, baseDelayMs, maxDelayMs } = values;
  if (!stream && !local && !dryRun) {
    throw new SettingsError(
      'No stream is named: give --stream NAME, or --local to try it on the embedded AWS.',
    );
  }
  if (local)
    refuse(
      values,
      ['endpointUrl', 'profile'],
      (key) => `--local brings its own endpoint and credentials: leave out ${nameOf(key)}.`,
    );
  else
    refuse(
      values,
      ['localDir', 'faults'],
      (key) => `${nameOf(key)} belongs to --local: add it, or leave this out.`,
    );
  if (values.takeOver && values.checkpoint === undefined) {
    throw new SettingsError(`${nameOf('takeOver')} belongs to --checkpoint: add it, or leave this out.`);
  }
  if (local && values.checkpoint !== undefined && values.localDir === undefined) {
    throw new SettingsError(
      `${nameOf('checkpoint')} with --local needs --local-dir: without it each run has an embedded AWS of its own.`,
    );
  }
  if (values.verify && values.delimiter === 'none') {
    throw new SettingsError(
      `${nameOf('verify')} with --delimiter none can't work: nothing parts the records in S3; leave out one.`,
    );
  }
  if (baseDelayMs > maxDelayMs) {
    throw new SettingsError(
      `${nameOf('baseDelayMs')} (${baseDelayMs}) is above ${nameOf('maxDelayMs')} (${maxDelayMs}): lower it.`,
    );
  }
  refuseSharedFiles(values, nameOf);
}

function refuse(
  values: OptionValues,
  keys: readonly OptionKey[],
  sentence: (key: OptionKey) => string,
): void {
  for (const key of keys) if (values[key] !== undefined) throw new SettingsError(sentence(key));
}

const OUTPUT_FILES = ['deadLetter', 'receipts', 'checkpoint'] as const;

/** Two that share a file would be noticed in the middle of the run, when records had been sent. */
function refuseSharedFiles(values: OptionValues, nameOf: NameOf): void {
  const { data } = values;
  const named = OUTPUT_FILES.filter((key) => values[key] !== undefined);
  for (const [place, key] of named.entries()) {
    const file = values[key] ?? '';
    const other = named.slice(0, place).find((earlier) => resolve(values[earlier] ?? '') === resolve(file));
    if (other === undefined) continue;
    throw new SettingsError(`${nameOf(other)} and ${nameOf(key)} name the same file, ${file}: name two.`);
  }
  if (Array.isArray(data) && data.filter((file) => file === '-').length > 1)
    throw new SettingsError('--data: standard input (-) can be read once only; leave out the others.');
}
