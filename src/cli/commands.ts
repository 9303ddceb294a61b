import { DOCTOR_OPTIONS } from '../settings/doctor-options.ts';
import { LOCAL_OPTIONS } from '../settings/local-options.ts';
import type { Declarations, OptionGroup } from '../settings/option.ts';
import { OPTIONS } from '../settings/options.ts';
import { READ_OPTIONS } from '../settings/read-options.ts';
import { SETUP_OPTIONS } from '../settings/setup-options.ts';
import { TEARDOWN_OPTIONS } from '../settings/teardown-options.ts';

const AFTER_HELP = `
Examples:
  $ npx tsx src/scenario.ts --local --faults failed-entries=5%,seed=1
  $ npx tsx src/scenario.ts --stream my-stream --data events.ndjson

Each option can be set in the environment or in .env: --in-flight is
FIREHOSE_IN_FLIGHT. A flag goes before the environment, the environment
before .env, and .env before the defaults in resources/metadata/.

Exit codes:
  0    every record delivered, and every proof that was asked for holds
  1    some record rejected, undelivered or pending, or missing in S3; or a
       dead letter, receipt, checkpoint or report couldn't be written
  130  stopped by Ctrl-C (143: by SIGTERM); ledger and checkpoint are complete
  252  bad option, value, settings or input, and nothing was sent
  253  no Region, no credentials, or the endpoint can't be reached
  254  the service refused: no such stream, access denied, expired credentials
  255  a fault of this program`;

/** A word of the command line that does something, with the options that it takes. */
export interface CommandDeclaration {
  readonly usage: string;
  readonly description: string;
  readonly options: Declarations;
  /** What stands under the options in its help. */
  readonly afterHelp?: string;
}

/** The commands, in the order of the help; `run` is the one without a word. */
export const COMMANDS = {
  run: {
    usage: '--stream NAME [options]\n       firehose-scenario COMMAND --help',
    description: 'send a file of records to Amazon Data Firehose and account for every one',
    options: OPTIONS,
    afterHelp: AFTER_HELP,
  },
  local: {
    usage: '[options]',
    description: 'serve the embedded AWS on 127.0.0.1 until Ctrl-C',
    options: LOCAL_OPTIONS,
  },
  doctor: {
    usage: '--stream NAME [options]',
    description: 'check all that a run needs, with a remedy for what is missing',
    options: DOCTOR_OPTIONS,
  },
  read: {
    usage: '--stream NAME [options]',
    description: 'print what Firehose delivered to S3, or compare it with an input',
    options: READ_OPTIONS,
  },
  setup: {
    usage: '--stream NAME [options]',
    description: 'make a stream with its bucket, role and log group; changes nothing that is there',
    options: SETUP_OPTIONS,
  },
  teardown: {
    usage: '--stream NAME [options]',
    description: 'remove what setup has made',
    options: TEARDOWN_OPTIONS,
  },
} as const satisfies Readonly<Record<string, CommandDeclaration>>;

/** A command by its word; `run` has none. */
export type CommandName = keyof typeof COMMANDS;

/** The words that may stand on the command line. */
export const COMMAND_WORDS: readonly string[] = Object.keys(COMMANDS).filter((name) => name !== 'run');

/** The groups of options, in the order of the help. */
export const GROUPS: readonly OptionGroup[] = [
  'Common',
  'Input',
  'Sending',
  'Retry',
  'Output',
  'Local',
  'Read',
  'Setup',
  'Teardown',
];
