import { Command, CommanderError, Option } from 'commander';
import leven from 'leven';
import { LOCAL_OPTIONS } from '../settings/local-options.ts';
import type { Metadata } from '../settings/metadata.ts';
import type { Declarations, OptionDeclaration, OptionGroup } from '../settings/option.ts';
import { OPTIONS } from '../settings/options.ts';
import type { Flags } from '../settings/resolve-options.ts';
import { SettingsError } from '../settings/settings-error.ts';

/** What the command line asks for. */
export type Invocation =
  | { readonly command: 'run' | 'local'; readonly flags: Flags }
  /** Help or version: a text for stdout. */
  | { readonly command: 'print'; readonly text: string };

const HELP_WIDTH = 80;
const GROUPS: readonly OptionGroup[] = ['Common', 'Input', 'Sending', 'Retry', 'Output', 'Local'];

const AFTER_HELP = `
Examples:
  $ npx tsx src/scenario.ts --local --faults failed-entries=5%,seed=1
  $ npx tsx src/scenario.ts --stream my-stream --data events.ndjson

Each option can be set in the environment or in .env: --in-flight is
FIREHOSE_IN_FLIGHT. A flag goes before the environment, the environment
before .env, and .env before the defaults in resources/metadata/.

Exit codes:
  0    every record delivered
  1    some record rejected, undelivered or given up
  130  stopped by Ctrl-C (143: by SIGTERM); the account is complete
  252  bad option, value, settings or input, and nothing was sent
  253  no Region, no credentials, or the endpoint can't be reached
  254  the service refused: no such stream, access denied, expired credentials
  255  a fault of this program`;

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
      refuseWords(words, command === 'run' ? COMMANDS : []);
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
    command: 'run' | 'local',
    given: { readonly args: readonly string[]; readonly flags: Flags },
  ) => void;
}

const COMMANDS: readonly string[] = ['local'];

function createProgram({ metadata, write, onCommand }: ProgramParts): Command {
  const program = new Command('firehose-scenario')
    .usage('--stream NAME [options]')
    .description('Sends a file of records to Amazon Data Firehose and accounts for every one.')
    .enablePositionalOptions()
    .allowExcessArguments()
    .exitOverride()
    .showSuggestionAfterError()
    .configureHelp({ helpWidth: HELP_WIDTH })
    // An error is thrown as well, and printed once by whoever catches it.
    .configureOutput({ writeOut: write, writeErr: () => {} })
    .helpCommand(false)
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', AFTER_HELP)
    .action((flags: Flags, { args }: Command) => onCommand('run', { args, flags }));
  addOptions(program, OPTIONS, metadata);
  const local = program
    .command('local')
    .usage('[options]')
    .description('serve the embedded AWS on 127.0.0.1 until Ctrl-C')
    .allowExcessArguments()
    .action((flags: Flags, { args }: Command) => onCommand('local', { args, flags }));
  addOptions(local, LOCAL_OPTIONS, metadata);
  return program;
}

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
  if (declaration.from) return String(metadata[declaration.from][key]);
  return declaration.defaultHelp ?? declaration.default;
}

/** An option in the place of a value is a value that was forgotten: `--dead-letter --dry-run` would send. */
function refuseMissingValues(args: readonly string[]): void {
  const flags = Object.values({ ...OPTIONS, ...LOCAL_OPTIONS })
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

function sentenceOf(error: CommanderError): string {
  const message = error.message.replace(/^error: /, '').replace(/\n/g, ' ');
  return `${message.endsWith(')') ? message : `${message}.`} See --help.`;
}

function refuseWords(words: readonly string[], commands: readonly string[]): void {
  const [word] = words;
  if (word === undefined) return;
  const nearest = commands.toSorted((a, b) => leven(a, word) - leven(b, word))[0];
  const suggestion = nearest && leven(nearest, word) <= 2 ? ` Did you mean ${nearest}?` : '';
  throw new SettingsError(
    `There is no command "${word}".${suggestion} A file is given with --data. See --help.`,
  );
}
