import { join } from 'node:path';
import { METADATA_FILES, type Metadata } from './metadata.ts';
import { environmentVariable, OPTIONS, type OptionDeclaration, type OptionKey } from './options.ts';
import { packageRoot } from './package-root.ts';
import { SettingsError } from './settings-error.ts';
import { ValueError } from './values.ts';

type OptionValues = {
  readonly [K in OptionKey]: (typeof OPTIONS)[K] extends OptionDeclaration<infer T> ? T : never;
};

/** Everything a run can be told, complete and checked. Units stand in the names. */
export type Settings = Readonly<
  Omit<OptionValues, 'data' | 'stream' | 'metricsDeadlineS'> & {
    /** Files to send, in order; `-` is standard input. */
    data: readonly string[];
    stream: string;
    metricsDeadlineS: number;
  }
>;

/** What was typed: a text, several for a repeatable option, true for a switch. */
export type Flags = Readonly<Record<string, string | readonly string[] | boolean | undefined>>;

export interface SettingsSources {
  readonly flags: Flags;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly metadata: Metadata;
}

/** Name of the stream that `--local` makes where none is given. */
const LOCAL_STREAM = 'local-stream';

/**
 * Settles every option: flag, else environment, else the default.
 *
 * @throws SettingsError for the first value that isn't allowed, and for options that exclude each other.
 */
export function resolveSettings(sources: SettingsSources): Settings {
  const keys = Object.keys(OPTIONS) as OptionKey[];
  const values = Object.fromEntries(keys.map((key) => [key, resolveOption(key, sources)])) as OptionValues;
  refuseContradictions(values);
  return Object.freeze({
    ...values,
    stream: values.stream ?? LOCAL_STREAM,
    data: dataFiles(values.data),
    recordBytes: Math.min(values.recordBytes, values.batchBytes),
    metricsDeadlineS: values.metricsDeadlineS ?? (values.local ? 10 : 180),
  });
}

function dataFiles(data: unknown): readonly string[] {
  return Array.isArray(data) ? data : [join(packageRoot(), 'resources', 'sample_records.json')];
}

function resolveOption(key: OptionKey, { flags, environment, metadata }: SettingsSources): unknown {
  const declaration: OptionDeclaration<unknown> = OPTIONS[key];
  const flag = flags[key];
  if (flag !== undefined) return parseFlag(declaration, flag);
  const variable = environmentVariable(declaration);
  const fromEnvironment = environment[variable];
  // An empty variable is how shells and CI systems say "not set".
  if (fromEnvironment) return parseEnvironment(declaration, fromEnvironment, variable);
  return parseDefault(key, declaration, metadata);
}

function parseFlag(
  declaration: OptionDeclaration<unknown>,
  flag: string | boolean | readonly string[],
): unknown {
  if (Array.isArray(flag)) return flag.map((text) => parse(declaration, text, declaration.flag));
  return parse(declaration, String(flag), declaration.flag);
}

function parseEnvironment(declaration: OptionDeclaration<unknown>, text: string, variable: string): unknown {
  const value = parse(declaration, text, `${declaration.flag} (from ${variable})`);
  return declaration.isRepeatable ? [value] : value;
}

function parseDefault(key: OptionKey, declaration: OptionDeclaration<unknown>, metadata: Metadata): unknown {
  if (declaration.from === undefined) {
    return declaration.default === undefined
      ? undefined
      : parse(declaration, declaration.default, declaration.flag);
  }
  const file = METADATA_FILES[declaration.from];
  const value = metadata[declaration.from][key];
  return parse(
    declaration,
    String(value ?? ''),
    `${declaration.flag} (from "${key}" in resources/metadata/${file})`,
  );
}

function parse(declaration: OptionDeclaration<unknown>, text: string, where: string): unknown {
  try {
    return declaration.type.parse(text);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new SettingsError(`${where}: "${text}" is not allowed; it takes ${error.message}.`, {
      cause: error,
    });
  }
}

function refuseContradictions(values: OptionValues): void {
  const { stream, local, dryRun, endpointUrl, profile, localDir, faults, baseDelayMs, maxDelayMs } = values;
  if (!stream && !local && !dryRun) {
    throw new SettingsError(
      'No stream is named: give --stream NAME, or --local to try it on the embedded AWS.',
    );
  }
  if (local && endpointUrl)
    throw new SettingsError('--local brings its own endpoint: leave out --endpoint-url.');
  if (local && profile) throw new SettingsError('--local brings its own credentials: leave out --profile.');
  if (!local && localDir)
    throw new SettingsError('--local-dir belongs to --local: add --local, or leave it out.');
  if (!local && faults) throw new SettingsError('--faults belongs to --local: add --local, or leave it out.');
  if (baseDelayMs > maxDelayMs) {
    throw new SettingsError(
      `--base-delay-ms (${baseDelayMs}) is above --max-delay-ms (${maxDelayMs}): lower it.`,
    );
  }
}
