import { emptyReport } from '../report/empty-report.ts';
import type { DryRunReport, Report } from '../report/report.ts';
import { dryRunText, reportText } from '../report/text.ts';
import { DOCTOR_OPTIONS } from '../settings/doctor-options.ts';
import { LOCAL_OPTIONS } from '../settings/local-options.ts';
import { readMetadata } from '../settings/metadata.ts';
import { READ_OPTIONS, readSettings } from '../settings/read-options.ts';
import { resolveOptions } from '../settings/resolve-options.ts';
import { resolveSettings } from '../settings/settings.ts';
import { resolveSetUp } from '../settings/setup-options.ts';
import { resolveTearDown } from '../settings/teardown-options.ts';
import { COMMAND_WORDS } from './commands.ts';
import { DOORS } from './doors.ts';
import { loadEnvFile } from './env-file.ts';
import { type Failure, failureOf, interruption, secondSignal } from './failure.ts';
import { addToJobSummary } from './job-summary.ts';
import { nextSteps } from './next-steps.ts';
import { createPage } from './page.ts';
import { parseCommandLine } from './program.ts';
import type { RunContext } from './run.ts';
import { hearSignals } from './signals.ts';
import type { Account, Surroundings } from './surroundings.ts';
import type { Terminal } from './terminal.ts';

/**
 * Parses, runs and prints.
 *
 * @param args - The arguments after the script's name.
 * @returns The exit code.
 */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  const startedAt = new Date();
  const runId = newRunId(startedAt);
  // Whoever reads logs or report may go away at any time, and that must not end a run in its middle.
  terminal.stdout.on('error', () => {});
  terminal.stderr.on('error', () => {});
  let account: Account = (end) => emptyReport(runId, startedAt, end);
  const page = createPage(terminal);
  let output = outputOf(args, terminal);
  const fail = async ({ text, ...end }: Failure) => {
    terminal.stderr.write(`${text}\n`);
    // The other commands have no report.
    if (COMMAND_WORDS.includes(args[0] ?? '')) return end.exitCode;
    const report = account(end);
    addToJobSummary(terminal, report);
    return output === 'json' ? page.print(json(report), end.exitCode) : end.exitCode;
  };
  const endNow = (failure: Failure) => {
    // What is written here is on its way before the process ends; awaiting it could keep a user from getting away.
    void fail(failure);
    terminal.exitNow(failure.exitCode);
  };
  terminal.onFault((error) => endNow(failureOf(error)));
  const signals = hearSignals(
    terminal,
    (signal) => {
      void fail(interruption(signal)).then(terminal.exitNow);
      return 'stopping';
    },
    (signal) => endNow(secondSignal(signal)),
  );
  const tell = (next: Account) => {
    account = next;
  };
  try {
    loadEnvFile(terminal.loadEnvFile);
    output = outputOf(args, terminal);
    return await run(args, { runId, startedAt, signals, terminal, tell, page });
  } catch (error) {
    return await fail(failureOf(error));
  } finally {
    signals.end();
  }
}

async function run(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { terminal, page } = surroundings;
  const metadata = readMetadata();
  const invocation = parseCommandLine(args, metadata);
  if (invocation.command === 'print') return page.print(invocation.text, 0);
  const sources = { flags: invocation.flags, environment: terminal.environment, metadata };
  switch (invocation.command) {
    case 'run':
      return runAndPrint({ ...surroundings, settings: resolveSettings(sources) });
    case 'local': {
      const options = resolveOptions(LOCAL_OPTIONS, sources);
      const { serveCommand } = await DOORS.local();
      return serveCommand(options, surroundings);
    }
    case 'doctor': {
      const options = resolveOptions(DOCTOR_OPTIONS, sources);
      const { doctorCommand } = await DOORS.doctor();
      return doctorCommand(options, { ...surroundings, flags: sources.flags });
    }
    case 'read': {
      const settings = readSettings(resolveOptions(READ_OPTIONS, sources), sources.flags);
      const { readCommand } = await DOORS.read();
      return readCommand(settings, surroundings);
    }
    case 'setup': {
      const settings = resolveSetUp(sources);
      const { setUpCommand } = await DOORS.setup();
      return setUpCommand(settings, surroundings);
    }
    case 'teardown': {
      const settings = resolveTearDown(sources);
      const { tearDownCommand } = await DOORS.teardown();
      return tearDownCommand(settings, surroundings);
    }
  }
}

async function runAndPrint(context: RunContext): Promise<number> {
  const { settings, terminal, page } = context;
  const report = settings.dryRun
    ? await (await DOORS.dryRun()).dryRunCommand(context)
    : await (await DOORS.run()).runCommand(context);
  const text = settings.output === 'json' ? json(report) : await textOf(report, settings.local);
  addToJobSummary(terminal, report);
  return page.print(text, report.exitCode);
}

async function textOf(report: Report | DryRunReport, local: boolean): Promise<string> {
  if ('dryRun' in report) return dryRunText(report);
  const steps =
    local && report.local !== null && report.exitCode === 0 ? `\n${await nextSteps(report.local)}` : '';
  return reportText(report) + steps;
}

const json = (report: Report | DryRunReport) => JSON.stringify(report, undefined, 2);

/** The form of the output as far as it can be told before the settings are settled. */
function outputOf(args: readonly string[], { environment }: Terminal): string {
  const last = args.findLastIndex((arg) => arg === '--output' || arg.startsWith('--output='));
  const flag = args[last] === '--output' ? args[last + 1] : args[last]?.slice('--output='.length);
  return (last < 0 ? environment.FIREHOSE_OUTPUT : flag) === 'json' ? 'json' : 'text';
}

/** Such as `20261121T101500Z-3f9a`: sorts by time, and two runs of the same second differ. */
function newRunId(startedAt: Date): string {
  const time = startedAt.toISOString().replace(/[-:]|\.\d+/g, '');
  // Chance enough for this; node:crypto would take a tenth of the time of --help to load.
  const digits = Math.floor(Math.random() * 0x1_0000)
    .toString(16)
    .padStart(4, '0');
  return `${time}-${digits}`;
}
