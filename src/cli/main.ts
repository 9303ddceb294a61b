import { randomBytes } from 'node:crypto';
import { emptyReport } from '../report/empty-report.ts';
import type { DryRunReport, Report } from '../report/report.ts';
import { dryRunText, reportText } from '../report/text.ts';
import { LOCAL_OPTIONS } from '../settings/local-options.ts';
import { readMetadata } from '../settings/metadata.ts';
import { resolveOptions } from '../settings/resolve-options.ts';
import { resolveSettings } from '../settings/settings.ts';
import { loadEnvFile } from './env-file.ts';
import { type Failure, failureOf, interruption } from './failure.ts';
import { nextSteps } from './local.ts';
import { parseCommandLine } from './program.ts';
import { type CommandContext, dryRunCommand, runCommand } from './run.ts';
import { serveCommand } from './serve.ts';
import { hearSignals, type Signals } from './signals.ts';
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
  let output = outputOf(args, terminal);
  const fail = ({ text, ...end }: Failure) => {
    terminal.stderr.write(`${text}\n`);
    return output === 'json'
      ? print(terminal, json(emptyReport(runId, startedAt, end)), end.exitCode)
      : end.exitCode;
  };
  const signals = hearSignals(terminal, (signal) => {
    void Promise.resolve(fail(interruption(signal))).then(terminal.exitNow);
    return 'stopping';
  });
  try {
    loadEnvFile(terminal.loadEnvFile);
    output = outputOf(args, terminal);
    return await run(args, { runId, startedAt, signals, terminal });
  } catch (error) {
    return await fail(failureOf(error));
  } finally {
    signals.end();
  }
}

interface Surroundings {
  readonly runId: string;
  readonly startedAt: Date;
  readonly signals: Signals;
  readonly terminal: Terminal;
}

async function run(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { terminal } = surroundings;
  const metadata = readMetadata();
  const invocation = parseCommandLine(args, metadata);
  if (invocation.command === 'print') return print(terminal, invocation.text, 0);
  const sources = { flags: invocation.flags, environment: terminal.environment, metadata };
  switch (invocation.command) {
    case 'run':
      return runAndPrint({ ...surroundings, settings: resolveSettings(sources) });
    case 'local':
      return serveCommand(resolveOptions(LOCAL_OPTIONS, sources), surroundings);
  }
}

async function runAndPrint(context: CommandContext): Promise<number> {
  const { settings, terminal } = context;
  const report = settings.dryRun ? await dryRunCommand(context) : await runCommand(context);
  const text = settings.output === 'json' ? json(report) : await textOf(report, settings.local);
  return print(terminal, text, report.exitCode);
}

async function textOf(report: Report | DryRunReport, local: boolean): Promise<string> {
  if ('dryRun' in report) return dryRunText(report);
  const steps =
    local && report.local !== null && report.exitCode === 0 ? `\n${await nextSteps(report.local)}` : '';
  return reportText(report) + steps;
}

/** Prints the result; a reader that has seen enough, such as head, is no error, and a full disk is one. */
async function print(terminal: Terminal, text: string, exitCode: number): Promise<number> {
  const whole = text.endsWith('\n') ? text : `${text}\n`;
  const error = await new Promise<NodeJS.ErrnoException | null | undefined>((resolve) => {
    terminal.stdout.write(whole, resolve);
  });
  if (!error || error.code === 'EPIPE') return exitCode;
  terminal.stderr.write(`firehose-scenario: the report can't be written to stdout: ${error.message}.\n`);
  return exitCode === 0 ? 1 : exitCode;
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
  return `${time}-${randomBytes(2).toString('hex')}`;
}
