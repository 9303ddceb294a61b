import { callOf } from '../aws/named-calls.ts';
import { createResourceClients, type ResourceClients } from '../aws/resource-clients.ts';
import { explainError, explainSetUpError } from '../delivery/explain-error.ts';
import { explainRefusal } from '../provision/explain-refusal.ts';
import type { OnOutcome, Outcome } from '../provision/set-up.ts';
import type { Patience } from '../provision/wait-for.ts';
import { RunError } from '../report/run-error.ts';
import { createErrorOutput, type ErrorOutput } from './error-output.ts';
import { outcomeLines, soFar } from './resource-lines.ts';
import { SIGNAL_CODES, type Signals } from './signals.ts';
import type { StopSignal, Terminal } from './terminal.ts';

/** Where a command about resources goes, as its options say it. */
interface ConnectionOptions {
  readonly stream: string;
  readonly region: string | undefined;
  readonly profile: string | undefined;
  readonly endpointUrl: string | undefined;
}

/** What a command about resources works with. */
export interface ResourceWork {
  readonly clients: ResourceClients;
  readonly patience: Patience;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Writes lines to stdout. */
  readonly print: (...lines: readonly string[]) => void;
  /** Prints an outcome, and remembers it for the sentence of an end before its time. */
  readonly onOutcome: OnOutcome;
}

const REQUEST_TIMEOUT_MS = 30_000;
const POLL_MS = 1_000;
/** Streams take a minute or so to be made, and a role some seconds to be known everywhere (seen in provisioning tools). */
const TIMEOUT_MS = 300_000;

/** Runs a command about resources so that it can be stopped between two calls, and says what was done up to then. */
export async function resourceCommand(
  options: ConnectionOptions,
  { terminal, signals }: { readonly terminal: Terminal; readonly signals: Signals },
  work: (work: ResourceWork) => Promise<number>,
): Promise<number> {
  const stop = new AbortController();
  let stoppedBy: StopSignal | undefined;
  signals.on((signal) => {
    stoppedBy = signal;
    stop.abort();
    return 'stopping';
  });
  const outcomes: Outcome[] = [];
  const output = createErrorOutput(terminal.stderr, terminal.environment);
  const print = (...lines: readonly string[]) => {
    // Otherwise the first line stands behind what was waited for last.
    output.showProgress('');
    terminal.stdout.write(lines.map((line) => `${line}\n`).join(''));
  };
  const onOutcome = (outcome: Outcome) => {
    outcomes.push(outcome);
    print(...outcomeLines(outcome));
  };
  let clients: ResourceClients | undefined;
  try {
    clients = await connect(options, stop.signal);
    const patience = patienceOf(output, stop.signal);
    return await work({ clients, patience, signal: stop.signal, print, onOutcome });
  } catch (error) {
    if (stoppedBy !== undefined) {
      const sentence = `Stopped by ${stoppedBy}. ${soFar(outcomes)} Run the same command again: it goes on from there.`;
      terminal.stderr.write(`firehose-scenario: ${sentence}\n`);
      return SIGNAL_CODES[stoppedBy];
    }
    throw explained(error, { stream: options.stream, endpoint: clients?.endpoint ?? '', outcomes });
  } finally {
    output.showProgress('');
    clients?.destroy();
  }
}

async function connect(options: ConnectionOptions, signal: AbortSignal): Promise<ResourceClients> {
  const { region, profile, endpointUrl } = options;
  const connection = {
    region,
    profile,
    endpointUrl,
    credentials: undefined,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
  };
  try {
    return await createResourceClients(connection, signal);
  } catch (error) {
    throw explainSetUpError(error);
  }
}

/** An error in words, with what was done before it. */
function explained(
  error: unknown,
  { stream, endpoint, outcomes }: { stream: string; endpoint: string; outcomes: readonly Outcome[] },
): unknown {
  const refusal = explainRefusal(error);
  // What comes from no call is for the user to mend, or a fault of this program.
  if (refusal === undefined && callOf(error) === undefined) return error;
  const told = refusal ?? explainError(error, { stream, endpoint });
  if (outcomes.length === 0) return told;
  const { kind, code, message, next } = told;
  return new RunError(kind, { code, message: `${message} ${soFar(outcomes)}`, next, cause: error });
}

/** Shows what is waited for: on a terminal with the seconds, else one line when it begins. */
function patienceOf(output: ErrorOutput, signal: AbortSignal): Patience {
  let told = '';
  const onWaiting = (what: string, waitedMs: number) => {
    const text = `Waiting for ${what}`;
    output.showProgress(`${text}, ${Math.round(waitedMs / 1_000)} s`);
    if (!output.isTerminal && told !== text) output.writeLines(`${text} …`);
    told = text;
  };
  return { intervalMs: POLL_MS, timeoutMs: TIMEOUT_MS, signal, onWaiting };
}
