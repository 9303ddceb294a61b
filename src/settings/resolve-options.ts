import { METADATA_FILES, type Metadata } from './metadata.ts';
import { type Declarations, environmentVariable, type OptionDeclaration, type ValuesOf } from './option.ts';
import { SettingsError } from './settings-error.ts';
import { ValueError } from './values.ts';

/** What was typed: a text, several for a repeatable option, true for a switch. */
export type Flags = Readonly<Record<string, string | readonly string[] | boolean | undefined>>;

/** Where values come from, in the order of their precedence. */
export interface SettingsSources {
  readonly flags: Flags;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly metadata: Metadata;
}

/**
 * Settles options: flag, else environment, else the default.
 *
 * @throws SettingsError for the first value that isn't allowed.
 */
export function resolveOptions<D extends Declarations>(
  declarations: D,
  sources: SettingsSources,
): ValuesOf<D> {
  const entries = Object.entries(declarations);
  const values = entries.map(([key, declaration]) => [key, resolveOption(key, declaration, sources)]);
  return Object.fromEntries(values);
}

function resolveOption(
  key: string,
  declaration: OptionDeclaration<unknown>,
  { flags, environment, metadata }: SettingsSources,
): unknown {
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

function parseDefault(key: string, declaration: OptionDeclaration<unknown>, metadata: Metadata): unknown {
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
