import { join, resolve } from 'node:path';
import { MetricStore } from './cloudwatch/metric-store.ts';
import { createCloudWatch } from './cloudwatch/service.ts';
import { createDispatch } from './dispatch.ts';
import { createFaults } from './faults/faults.ts';
import { createFaultInterceptor } from './faults/intercept.ts';
import { parseFaults } from './faults/parse-faults.ts';
import { createFirehose } from './firehose/firehose.ts';
import { createFirehoseMetrics } from './firehose/metrics.ts';
import { openStreamList } from './firehose/stream-list.ts';
import { lockFolder } from './folder-lock.ts';
import { openObjectStore } from './objects/object-store.ts';
import { parseQuota, quotaOfRegion } from './quota.ts';
import { createS3 } from './s3/service.ts';
import { startServer } from './server.ts';

// biome-ignore lint/performance/noBarrelFile: the command line reaches all of the embedded AWS through one lazy import
export { parseFaults } from './faults/parse-faults.ts';
export { LocalOptionError } from './local-option-error.ts';
export { parseQuota } from './quota.ts';

/** How to start an embedded AWS. */
export interface LocalAwsOptions {
  /** Folder of its objects and its state, made when it is missing; used by one embedded AWS at a time. */
  readonly dir: string;
  /** @defaultValue 0, any free port */
  readonly port?: number;
  /** Orders as {@link parseFaults} reads them. @defaultValue none */
  readonly faults?: string;
  /** What a stream takes a second, as {@link parseQuota} reads it. @defaultValue `none` */
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
  /** Delivers what is buffered now. */
  flush(): Promise<void>;
  /** Answers what is under way, delivers what is buffered, stops. */
  close(): Promise<void>;
}

const ACCOUNT_ID = '123456789012';
const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' } as const;

/** Starts an embedded AWS on 127.0.0.1. Throws {@link LocalOptionError} for an option that it can't work with. */
export async function startLocalAws(options: LocalAwsOptions): Promise<LocalAws> {
  const { port = 0, region = 'us-east-1', onFault = writeFault, metricsLagMs = 0 } = options;
  const dir = resolve(options.dir);
  const quota = parseQuota(options.quota ?? 'none', region);
  const faults = createFaults(parseFaults(options.faults ?? ''));
  const unlock = lockFolder(dir);
  const stateDir = join(dir, 'state');
  const objects = openObjectStore(dir);
  const metricStore = new MetricStore({ path: join(stateDir, 'metrics.ndjson'), lagMs: metricsLagMs });
  const metrics = createFirehoseMetrics(metricStore, quota ?? quotaOfRegion(region));
  let deliveries = 0;
  const streams = openStreamList(stateDir, {
    objects,
    faults,
    quota,
    recordsDir: join(stateDir, 'records'),
    stored: options.stored ?? 'keep',
    retryMs: options.deliveryRetryMs ?? 1_000,
    nextDelivery: () => {
      deliveries += 1;
      return deliveries;
    },
    report: ({ streamName }, outcome) => metrics.onDelivery(streamName, outcome, Date.now()),
  });
  const firehose = createFirehose({
    ...{ streams, objects, region, accountId: ACCOUNT_ID, faults, metrics },
    creatingMs: options.creatingMs ?? 200,
    now: Date.now,
    onStored: () => {},
  });
  const services = [firehose, createCloudWatch(metricStore), createS3(objects, dir)];
  const closing = new AbortController();
  const dispatch = createDispatch(services, createFaultInterceptor(faults, closing.signal), onFault);
  const server = await startServer(port, dispatch).catch((error: unknown) => {
    unlock();
    throw error;
  });

  return {
    endpoint: `http://127.0.0.1:${server.port}`,
    region,
    credentials: CREDENTIALS,
    dir,
    objectsDir: join(dir, 'objects'),
    async flush() {
      await Promise.all(streams.all().map(({ delivery }) => delivery.flush()));
    },
    close: once(async () => {
      closing.abort();
      await server.close();
      for (const service of services) await service.close?.();
      unlock();
    }),
  };
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
