import { Command, CommanderError, Option } from 'commander';
import leven from 'leven';
import type { Metadata } from '../settings/metadata.ts';
import type { Declarations, OptionDeclaration } from '../settings/option.ts';
import type { Flags } from '../settings/resolve-options.ts';
import { SettingsError } from '../settings/settings-error.ts';
import { COMMAND_WORDS, COMMANDS, type CommandDeclaration, type CommandName, GROUPS } from './commands.ts';

/** What the command line asks for. */
export type Invocation =
  | { readonly command: CommandName; readonly flags: Flags }
  /** Help or version: a text for stdout. */
  | { readonly command: 'print'; readonly text: string };

const HELP_WIDTH = 80;

/**
 * Reads the command line and touches nothing else.
 *
 * @param args - The arguments after the script's name.
 * @throws SettingsError for a word or an option that isn't known, with a suggestion.
 */
export function parseCommandLine(args: readonly string[], metadata: Metadata): Invocation {
  refuseMissingValues(args);
  let printed = '';
  let invocation: Invocation | undefined;
  const program = createProgram({
    metadata,
    write: (text) => {
      printed += text;
    },
    onCommand: (command, { args: words, flags }) => {
      refuseWords(words, command === 'run' ? COMMAND_WORDS : []);
      invocation = { command, flags };
    },
  });
  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { command: 'print', text: printed };
    throw new SettingsError(sentenceOf(error), { cause: error });
  }
  return invocation ?? { command: 'print', text: printed };
}

interface ProgramParts {
  readonly metadata: Metadata;
  /** Takes the text of a help. */
  readonly write: (text: string) => void;
  readonly onCommand: (
    command: CommandName,
    given: { readonly args: readonly string[]; readonly flags: Flags },
  ) => void;
}

function createProgram({ metadata, write, onCommand }: ProgramParts): Command {
  const program = new Command('firehose-scenario')
    .enablePositionalOptions()
    .exitOverride()
    .showSuggestionAfterError()
    .configureHelp({ helpWidth: HELP_WIDTH })
    // An error is thrown as well, and printed once by whoever catches it.
    .configureOutput({ writeOut: write, writeErr: () => {} })
    .helpCommand(false)
    .helpOption('-h, --help', 'show this help');
  const entries = Object.entries(COMMANDS) as [CommandName, CommandDeclaration][];
  for (const [name, declaration] of entries) {
    const command = name === 'run' ? program : program.command(name);
    describeCommand(command, declaration, metadata);
    command.action((flags: Flags, { args }: Command) => onCommand(name, { args, flags }));
  }
  return program;
}

function describeCommand(command: Command, declaration: CommandDeclaration, metadata: Metadata): void {
  const { usage, description, options, afterHelp } = declaration;
  command.usage(usage).summary(description).description(sentence(description)).allowExcessArguments();
  if (afterHelp !== undefined) command.addHelpText('after', afterHelp);
  addOptions(command, options, metadata);
}

/** What stands as a phrase in the list of commands stands as a sentence in the command's own help. */
const sentence = (phrase: string) => `${phrase.charAt(0).toUpperCase()}${phrase.slice(1)}.`;

function addOptions(command: Command, declarations: Declarations, metadata: Metadata): void {
  const entries = Object.entries(declarations);
  for (const group of GROUPS) {
    for (const [key, declaration] of entries) {
      if (declaration.group === group) command.addOption(toOption(key, declaration, metadata));
    }
  }
}

function toOption(key: string, declaration: OptionDeclaration<unknown>, metadata: Metadata): Option {
  const { flag, type, help, group, isRepeatable } = declaration;
  const option = new Option(
    `${flag} ${type.placeholder}`.trim(),
    help + defaultHelp(key, declaration, metadata),
  );
  option.attributeName = () => key;
  option.helpGroup(`${group}:`);
  if (isRepeatable) {
    option.argParser((text: string, before: readonly string[] | undefined) => [...(before ?? []), text]);
  }
  // `--no-validate` is a switch of its own here, not the opposite of `--validate`.
  option.negate = false;
  return option;
}

function defaultHelp(key: string, declaration: OptionDeclaration<unknown>, metadata: Metadata): string {
  const value = defaultText(key, declaration, metadata);
  return value === undefined || value === 'false' ? '' : ` (default: ${value})`;
}

/** An option's default as a user reads it. */
export function defaultText(
  key: string,
  declaration: OptionDeclaration<unknown>,
  metadata: Metadata,
): string | undefined {
  // An empty default is none.
  if (declaration.from) return String(metadata[declaration.from][key] ?? '') || undefined;
  return declaration.defaultHelp ?? declaration.default;
}

/** An option in the place of a value is a value that was forgotten: `--dead-letter --dry-run` would send. */
function refuseMissingValues(args: readonly string[]): void {
  const flags = Object.values<CommandDeclaration>(COMMANDS)
    .flatMap(({ options }) => Object.values(options))
    .filter(({ type }) => type.placeholder !== '')
    .map(({ flag }) => flag);
  for (const [place, flag] of args.entries()) {
    const value = args[place + 1];
    if (!flags.includes(flag) || !value?.startsWith('--')) continue;
    throw new SettingsError(
      `${flag} needs a value, and "${value}" is an option; if it is meant, write ${flag}=${value}.`,
    );
  }
}

function sentenceOf({ message }: CommanderError): string {
  const [, option, suggestion] = /unknown option '(.*)'\s*(?:\((Did you mean .*\?)\))?$/.exec(message) ?? [];
  if (option !== undefined)
    return ['There is no option', `${option}.`, suggestion, 'See --help.'].filter(Boolean).join(' ');
  const [, flag] = /option '(\S+).*' argument missing$/.exec(message) ?? [];
  if (flag !== undefined) return `${flag} needs a value. See --help.`;
  return `${message.replace(/^error: /, '').replace(/\n/g, ' ')}. See --help.`;
}

function refuseWords(words: readonly string[], commands: readonly string[]): void {
  const [word] = words;
  if (word === undefined) return;
  const nearest = commands.toSorted((a, b) => leven(a, word) - leven(b, word))[0];
  const isNear = nearest !== undefined && leven(nearest, word) <= 2;
  const next = isNear ? `Did you mean ${nearest}?` : 'A file is given with --data.';
  throw new SettingsError(`There is no command "${word}". ${next} See --help.`);
}
