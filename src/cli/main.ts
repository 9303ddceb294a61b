import { randomBytes } from 'node:crypto';
import { errorReport } from '../delivery/report-run.ts';
import { emptyReport } from '../report/empty-report.ts';
import { EXIT_CODES } from '../report/exit-code.ts';
import type { DryRunReport, Report } from '../report/report.ts';
import { RunError } from '../report/run-error.ts';
import { dryRunText, reportText } from '../report/text.ts';
import { readMetadata } from '../settings/metadata.ts';
import { resolveSettings } from '../settings/settings.ts';
import { SettingsError } from '../settings/settings-error.ts';
import { nextSteps } from './local.ts';
import { parseCommandLine } from './program.ts';
import { type CommandContext, dryRunCommand, runCommand } from './run.ts';
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
  let output = outputOf(args, terminal);
  // A reader that has seen enough, such as head, closes the pipe: that is no error.
  terminal.stdout.on('error', ignoreClosedPipe);
  try {
    const metadata = readMetadata();
    const invocation = parseCommandLine(args, metadata);
    if (invocation.command === 'print') return print(terminal, invocation.text, 0);
    const settings = resolveSettings({
      flags: invocation.flags,
      environment: terminal.environment,
      metadata,
    });
    output = settings.output;
    return await runAndPrint({ runId, startedAt, settings, terminal });
  } catch (error) {
    const exitCode = exitCodeOfError(error);
    terminal.stderr.write(`${errorText(error)}\n`);
    if (output === 'json')
      print(terminal, json(emptyReport(runId, startedAt, errorReport(error), exitCode)), exitCode);
    return exitCode;
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
  const steps = local && report.local !== null && report.exitCode === 0 ? await nextSteps(report.local) : '';
  return reportText(report) + steps;
}

function print(terminal: Terminal, text: string, exitCode: number): number {
  terminal.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  return exitCode;
}

const json = (report: Report | DryRunReport) => JSON.stringify(report, undefined, 2);

/** The form of the output as far as it can be told before the settings are settled. */
function outputOf(args: readonly string[], { environment }: Terminal): string {
  const asked = args.includes('--output=json') || args[args.indexOf('--output') + 1] === 'json';
  return asked || environment.FIREHOSE_OUTPUT === 'json' ? 'json' : 'text';
}

function exitCodeOfError(error: unknown): number {
  if (error instanceof SettingsError) return EXIT_CODES.usage;
  return error instanceof RunError ? EXIT_CODES[error.kind] : EXIT_CODES.internal;
}

/** The user's faults get a line, ours the stack. */
function errorText(error: unknown): string {
  if (error instanceof SettingsError) return `firehose-scenario: ${error.message}`;
  if (error instanceof RunError) return `firehose-scenario: ${error.message} ${error.next}`;
  const stack = error instanceof Error ? error.stack : String(error);
  return `firehose-scenario: a fault of this program, please report it:\n${stack}`;
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

/** Such as `20261121T101500Z-3f9a`: sorts by time, and two runs of the same second differ. */
function newRunId(startedAt: Date): string {
  const time = startedAt.toISOString().replace(/[-:]|\.\d+/g, '');
  return `${time}-${randomBytes(2).toString('hex')}`;
}
