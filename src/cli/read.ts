import { describeDestination, type S3Destination } from '../actions/describe-destination.ts';
import { type Clients, type Connection, createClients } from '../aws/clients.ts';
import { createS3Client } from '../aws/s3-client.ts';
import { askAgain } from '../delivery/ask-again.ts';
import { explainError, explainSetUpError } from '../delivery/explain-error.ts';
import { refuseUnprovable, refuseUnreadable } from '../destination/refusals.ts';
import type { ReadSettings } from '../settings/read-options.ts';
import { compareRun } from './compare-run.ts';
import { failureOf } from './failure.ts';
import { printDelivered } from './print-delivered.ts';
import { SIGNAL_CODES } from './signals.ts';
import type { Surroundings } from './surroundings.ts';
import type { StopSignal } from './terminal.ts';

/** What `read` is given. */
export type ReadContext = Pick<Surroundings, 'terminal' | 'signals' | 'page'>;

/** What both ways of reading work with. */
export interface Reading extends ReadContext {
  readonly settings: ReadSettings;
  readonly clients: Clients;
  readonly s3: ReturnType<typeof createS3Client>;
  readonly destination: S3Destination;
  /** Aborted by the first signal, with its name. */
  readonly stop: AbortController;
}

const REQUEST_TIMEOUT_MS = 30_000;

/** `read`: prints what a stream delivered, or compares it with the input of a run. It never writes to S3. */
export async function readCommand(settings: ReadSettings, context: ReadContext): Promise<number> {
  const { terminal, signals } = context;
  const stop = new AbortController();
  const stoppedBy = (): StopSignal | undefined => stop.signal.reason;
  signals.on((signal) => {
    stop.abort(signal);
    return 'stopping';
  });
  try {
    const exitCode = await read(settings, { ...context, stop });
    const signal = stoppedBy();
    return signal === undefined ? exitCode : SIGNAL_CODES[signal];
  } catch (error) {
    const signal = stoppedBy();
    if (signal !== undefined) return SIGNAL_CODES[signal];
    const { text, exitCode } = failureOf(error);
    terminal.stderr.write(`${text}\n`);
    return exitCode;
  }
}

async function read(settings: ReadSettings, context: ReadContext & Pick<Reading, 'stop'>): Promise<number> {
  const { stream, region, profile, endpointUrl } = settings;
  const where = { region, profile, endpointUrl, credentials: undefined };
  const limits = {
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    inFlight: 1,
    recordIds: 'skipped',
    transport: 'sdk',
  } as const;
  const connection: Connection = { ...where, ...limits };
  const clients = await createClients(connection).catch((error: unknown) => {
    throw explainSetUpError(error);
  });
  const s3 = createS3Client(connection);
  try {
    const found = await askAgain(() => describeDestination(clients.firehose, stream)).catch(
      (error: unknown) => {
        throw explainError(error, { stream, endpoint: clients.endpoint });
      },
    );
    const isComparing = settings.compare.length > 0;
    const destination = isComparing ? refuseUnprovable(stream, found) : refuseUnreadable(stream, found);
    const reading: Reading = { ...context, settings, clients, s3, destination };
    return isComparing ? await compareRun(reading) : await printDelivered(reading);
  } finally {
    s3.destroy();
    clients.destroy();
  }
}
