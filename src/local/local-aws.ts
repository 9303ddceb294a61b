import { join, resolve } from 'node:path';
import { assemble, type Settings } from './assemble.ts';
import type { StreamTotals } from './delivery/stream-delivery.ts';
import { parseFaults } from './faults/parse-faults.ts';
import { lockFolder } from './folder-lock.ts';
import { LocalOptionError } from './local-option-error.ts';
import { parseQuota } from './quota.ts';
import { startServer, type WireServer } from './server.ts';

/** How to start an embedded AWS. */
export interface LocalAwsOptions {
  /** Folder of its objects and its state, made when it is missing; used by one embedded AWS at a time. */
  readonly dir: string;
  /** @defaultValue 0, any free port */
  readonly port?: number;
  /** Orders as `faults/parse-faults.ts` reads them. @defaultValue none */
  readonly faults?: string;
  /** What a stream takes a second, as `quota.ts` reads it. @defaultValue `none` */
  readonly quota?: string;
  /** @defaultValue `us-east-1` */
  readonly region?: string;
  /** Milliseconds that a new stream is CREATING. @defaultValue 200 */
  readonly creatingMs?: number;
  /** Milliseconds until metrics can be seen; minutes at the real service. @defaultValue 0 */
  readonly metricsLagMs?: number;
  /** Whether delivered records stay readable at `/_local/stored`. @defaultValue `keep` */
  readonly stored?: 'keep' | 'discard';
  /** Milliseconds until a failed delivery is tried again. @defaultValue 1,000 */
  readonly deliveryRetryMs?: number;
  /** Told of this server's own failures. @defaultValue a line on stderr */
  readonly onFault?: (error: unknown) => void;
}

/** A running embedded AWS. */
export interface LocalAws {
  /** Such as `http://127.0.0.1:4566`. */
  readonly endpoint: string;
  readonly region: string;
  /** Any others do as well: signatures aren't checked. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly dir: string;
  /** Folder with one folder a bucket, in which its objects lie under their keys. */
  readonly objectsDir: string;
  /** What each stream stored and delivered so far, by its name. */
  totals(): Readonly<Record<string, Readonly<StreamTotals>>>;
  /** Delivers what is buffered now. */
  flush(): Promise<void>;
  /** Answers what is under way, delivers what is buffered, stops. */
  close(): Promise<void>;
}

const ACCOUNT_ID = '123456789012';
const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' } as const;

/**
 * Starts an embedded AWS on 127.0.0.1. Throws {@link LocalOptionError} for an option that it can't work with: wrong
 * faults or quota, a folder that another one uses, a port that is taken.
 */
export async function startLocalAws(options: LocalAwsOptions): Promise<LocalAws> {
  let server: WireServer | undefined;
  const settings = readSettings(options, () => server?.connections() ?? {});
  const unlock = lockFolder(settings.dir);
  const assembly = assemble(settings);
  try {
    server = await startServer(options.port ?? 0, assembly.dispatch);
  } catch (error) {
    await assembly.close();
    unlock();
    throw whyNotListening(error, options.port ?? 0);
  }
  const { port, close } = server;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    region: settings.region,
    credentials: CREDENTIALS,
    dir: settings.dir,
    objectsDir: join(settings.dir, 'objects'),
    flush: assembly.flush,
    totals: () =>
      Object.fromEntries(assembly.streams.all().map((open) => [open.stream.name, open.delivery.totals])),
    close: once(async () => {
      assembly.hurry();
      await close();
      await assembly.close();
      unlock();
    }),
  };
}

function readSettings(options: LocalAwsOptions, connections: () => object): Settings {
  const region = options.region ?? 'us-east-1';
  return {
    dir: resolve(options.dir),
    region,
    accountId: ACCOUNT_ID,
    faults: parseFaults(options.faults ?? ''),
    quota: parseQuota(options.quota ?? 'none', region),
    creatingMs: options.creatingMs ?? 200,
    metricsLagMs: options.metricsLagMs ?? 0,
    stored: options.stored ?? 'keep',
    deliveryRetryMs: options.deliveryRetryMs ?? 1_000,
    onFault: options.onFault ?? writeFault,
    connections,
  };
}

function whyNotListening(error: unknown, port: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return error;
  const why = code === 'EADDRINUSE' ? 'is taken by another program' : 'may not be used by this user';
  return new LocalOptionError(`Port ${port} of 127.0.0.1 ${why}; choose another, or 0 for any free one.`, {
    cause: error,
  });
}

function once(task: () => Promise<void>): () => Promise<void> {
  let run: Promise<void> | undefined;
  return () => {
    run ??= task();
    return run;
  };
}

function writeFault(error: unknown): void {
  process.stderr.write(`embedded AWS: ${error instanceof Error ? error.stack : String(error)}\n`);
}
