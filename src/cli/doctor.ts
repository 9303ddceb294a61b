import type { Finding } from '../delivery/doctor/check.ts';
import { examine } from '../delivery/doctor/examine.ts';
import { EXIT_CODES } from '../report/exit-code.ts';
import type { DOCTOR_OPTIONS } from '../settings/doctor-options.ts';
import type { ValuesOf } from '../settings/option.ts';
import type { Flags } from '../settings/resolve-options.ts';
import { SettingsError } from '../settings/settings-error.ts';
import { checkLines, closingLine, colored } from './check-lines.ts';
import { SIGNAL_CODES, type Signals } from './signals.ts';
import type { StopSignal, Terminal } from './terminal.ts';

type DoctorValues = ValuesOf<typeof DOCTOR_OPTIONS>;

/** A check waits no longer than this for one call. */
const REQUEST_TIMEOUT_MS = 10_000;

interface DoctorContext {
  readonly runId: string;
  readonly flags: Flags;
  readonly terminal: Terminal;
  readonly signals: Signals;
}

/** `doctor`: prints a line a check, and a remedy for what failed. Returns 0 where nothing failed. */
export async function doctorCommand(values: DoctorValues, context: DoctorContext): Promise<number> {
  const { terminal, signals, runId, flags } = context;
  const { stream, region, profile, endpointUrl } = values;
  if (!stream) throw new SettingsError('No stream is named: give --stream NAME.');
  const stop = stopOnSignal(signals);
  const checks = examine({
    connection: {
      ...{ region, profile, endpointUrl, credentials: undefined },
      ...{ requestTimeoutMs: REQUEST_TIMEOUT_MS, inFlight: 1, recordIds: 'read', transport: 'sdk' },
    },
    stream,
    regionSource: regionSource(flags, terminal.environment, profile),
    testRecord: values.testRecord ? 'put' : 'left out',
    runId,
    signal: stop.signal,
  });
  const paint = hasColors(terminal) ? colored : undefined;
  const findings: Finding[] = [];
  for (;;) {
    const next = checks.next();
    // Stopped meanwhile, it may end with an error that nobody waits for.
    next.catch(() => {});
    const result = await Promise.race([next, stop.stopped]);
    if ('by' in result) return tellStopped(terminal, result.by);
    if (result.done) break;
    findings.push(result.value.finding);
    terminal.stdout.write(checkLines(result.value, paint));
  }
  terminal.stdout.write(closingLine(findings));
  return exitCodeOf(findings);
}

/** The first that holds, from the top: the codes are ordered so that the largest goes first. */
function exitCodeOf(findings: readonly Finding[]): number {
  const codes = findings.map((finding) => (finding.status === 'failed' ? EXIT_CODES[finding.error.kind] : 0));
  return Math.max(0, ...codes);
}

interface Stop {
  readonly signal: AbortSignal;
  readonly stopped: Promise<{ readonly by: StopSignal }>;
}

function stopOnSignal(signals: Signals): Stop {
  const stop = new AbortController();
  const stopped = new Promise<{ readonly by: StopSignal }>((resolve) => {
    signals.on((by) => {
      resolve({ by });
      stop.abort();
      return 'stopping';
    });
  });
  return { signal: stop.signal, stopped };
}

function tellStopped(terminal: Terminal, by: StopSignal): number {
  terminal.stderr.write(`firehose-scenario: Stopped by ${by}; the checks that are missing were not made.\n`);
  return SIGNAL_CODES[by];
}

/** Where the Region was found, in the order in which it is looked for. */
function regionSource(
  flags: Flags,
  environment: Terminal['environment'],
  profile: string | undefined,
): string {
  if (flags.region !== undefined) return 'from --region';
  const variable = ['FIREHOSE_REGION', 'AWS_REGION', 'AWS_DEFAULT_REGION'].find((name) => environment[name]);
  if (variable !== undefined) return `from ${variable}`;
  return `from profile ${profile ?? environment.AWS_PROFILE ?? 'default'} of the shared config files`;
}

/** https://no-color.org: any value but an empty one. */
function hasColors({ stdout, environment }: Terminal): boolean {
  return stdout.isTTY === true && environment.TERM !== 'dumb' && !environment.NO_COLOR;
}
