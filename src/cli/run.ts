import { type Clients, type Connection, createClients } from '../aws/clients.ts';
import { checkInput, type InputFacts } from '../delivery/check-input.ts';
import { openCheckpoint } from '../delivery/checkpoint/open-checkpoint.ts';
import { createRun } from '../delivery/create-run.ts';
import { explainSetUpError } from '../delivery/explain-error.ts';
import { reportRun, reportSuddenEnd } from '../delivery/report-run.ts';
import { runScenario } from '../delivery/scenario.ts';
import { createStopping } from '../delivery/stopping.ts';
import type { LocalAws } from '../local/local-aws.ts';
import { bytes, plural } from '../report/format.ts';
import type { CheckpointReport, Report } from '../report/report.ts';
import type { Settings } from '../settings/settings.ts';
import { DOORS } from './doors.ts';
import { createErrorOutput, type ErrorOutput } from './error-output.ts';
import { startLocalOfRun } from './local.ts';
import { localObjects, prepareLocalStream } from './local-stream.ts';
import { openRunLogs } from './log-shipping/run-logs.ts';
import { refuseUnusableFiles } from './output-files.ts';
import { showProgress } from './progress.ts';
import type { Surroundings } from './surroundings.ts';
import type { RunVerification } from './verify-run.ts';

/** What a run is given. */
export interface RunContext extends Surroundings {
  readonly settings: Settings;
}

/** The run itself, on a stream of the user's or on the embedded AWS. */
export async function runCommand(context: RunContext): Promise<Report> {
  const { settings, terminal, runId } = context;
  refuseUnusableFiles(settings);
  const input = await checkInput(settings, terminal.stdin);
  const local = settings.local ? await startLocalOfRun(settings, runId) : undefined;
  try {
    const connection = connectionOf(settings, local);
    const clients = await createClients(connection).catch((error: unknown) => {
      throw explainSetUpError(error);
    });
    const bucket = local && (await prepareLocalStream(clients, local, settings));
    const embedded = local && { local, bucket: bucket ?? '' };
    if (!settings.verify) return await send(context, clients, input, embedded);
    const verification = await verificationOf(context, clients, connection, local);
    try {
      return await send(context, clients, input, embedded, verification);
    } finally {
      verification?.close();
    }
  } finally {
    await local?.close();
  }
}

/** Makes ready for the proof that was asked for. */
async function verificationOf(
  { settings, startedAt }: RunContext,
  clients: Clients,
  connection: Connection,
  local: LocalAws | undefined,
): Promise<RunVerification | undefined> {
  const { prepareVerification } = await DOORS.verification();
  const flush = local && (() => local.flush());
  return prepareVerification({ settings, clients, connection, startedAt, flush });
}

async function send(
  context: RunContext,
  clients: Clients,
  input: InputFacts,
  embedded: { readonly local: LocalAws; readonly bucket: string } | undefined,
  verification?: RunVerification,
): Promise<Report> {
  const { settings, terminal, runId, startedAt, signals, tell } = context;
  const local = embedded?.local;
  const output = createErrorOutput(terminal.stderr, terminal.environment);
  const logs = await openRunLogs(context, connectionOf(settings, local), output);
  const { log } = logs;
  const stopping = createStopping();
  const checkpoint = await openRunCheckpoint(context, clients, local);
  const { onOutcome } = verification ?? {};
  const run = createRun({
    ...{ runId, settings, clients, stdin: terminal.stdin, log, stopping, checkpoint },
    onOutcome,
  });
  if (!local) announce(output, settings, clients, input);
  if (run.checkpoint) announceCheckpoint(output, run.checkpoint.report());
  const objects = embedded ? localObjects(embedded.local, embedded.bucket) : null;
  tell((end) => reportSuddenEnd(run, startedAt, objects, end));
  const skipMetrics = new AbortController();
  signals.on((signal) => {
    const isSkip = signal === 'SIGINT' && run.counts.metricsWaitStartedAt !== undefined;
    skipMetrics.abort();
    if (isSkip) return 'skipped';
    stopping.interrupt(signal);
    return 'stopping';
  });
  const endProgress = showProgress(run, output);
  if (checkpoint?.state?.status === 'complete') await run.checkpoint?.end('complete');
  else await runScenario(run, input, skipMetrics.signal);
  endProgress();
  await verification?.verify(run, output, signals);
  await Promise.all([run.deadLetters.close(), run.receipts?.close()]);
  await checkpoint?.unlock();
  clients.destroy();
  terminal.stdin.destroy();
  // What is left is to ship log lines, to put buffered objects on disk and to print.
  const cutLogs = new AbortController();
  signals.on(() => {
    cutLogs.abort();
    return 'stopping';
  });
  await logs.end(stopping.stoppedBy === undefined ? 'ended' : 'stopped', cutLogs.signal);
  return reportRun(run, startedAt, objects);
}

function connectionOf(settings: Settings, local: LocalAws | undefined): Connection {
  const { region, profile, endpointUrl, requestTimeoutMs, inFlight, receipts, transport } = settings;
  const recordIds = receipts === undefined ? 'skipped' : 'read';
  const limits = { requestTimeoutMs, inFlight, recordIds, transport } as const;
  if (!local) return { region, profile, endpointUrl, credentials: undefined, ...limits };
  const { endpoint, credentials } = local;
  return { region: local.region, profile: undefined, endpointUrl: endpoint, credentials, ...limits };
}

/** The embedded AWS has another port each time, so its folder stands for its endpoint. */
function openRunCheckpoint({ settings, runId }: RunContext, clients: Clients, local: LocalAws | undefined) {
  if (settings.checkpoint === undefined) return undefined;
  const { region } = clients;
  const endpoint = local ? `local ${local.dir}` : clients.endpoint;
  return openCheckpoint(settings.checkpoint, settings, { runId, region, endpoint });
}

function announceCheckpoint(
  output: ErrorOutput,
  { file, origin, sentAgain, crashBound }: CheckpointReport,
): void {
  const again = origin === 'resumed' ? `resumed, ${plural(sentAgain, 'record')} sent again at most; ` : '';
  output.writeLines(`Checkpoint ${file}: ${again}a crash can repeat ${plural(crashBound, 'record')} at most`);
}

function announce(
  output: ErrorOutput,
  settings: Settings,
  clients: Clients,
  { sums, inputBytes }: InputFacts,
): void {
  const unread = inputBytes === undefined ? 'an unknown number of records' : `${bytes(inputBytes)} of input`;
  const what = sums
    ? `${plural(sums.records, 'record')}, ${bytes(sums.bytes)}, billed as ${bytes(sums.billedBytes)}`
    : unread;
  output.writeLines(
    `Sending ${what} to stream ${settings.stream} in ${clients.region} at ${clients.endpoint}`,
  );
}
