import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import { MetricStore } from './cloudwatch/metric-store.ts';
import { createCloudWatch } from './cloudwatch/service.ts';
import { createDispatch, type Dispatch } from './dispatch.ts';
import type { FaultScript } from './faults/fault-rule.ts';
import { createFaults, type Faults } from './faults/faults.ts';
import { createFaultInterceptor } from './faults/intercept.ts';
import { logDelivery } from './firehose/delivery-log.ts';
import { createFirehose } from './firehose/firehose.ts';
import { createFirehoseMetrics, type FirehoseMetrics } from './firehose/metrics.ts';
import { streamArn } from './firehose/stream.ts';
import { openStreamList, type StreamList } from './firehose/stream-list.ts';
import { createIam } from './iam/service.ts';
import type { LogSink } from './log-sink.ts';
import { LogStore } from './logs/log-store.ts';
import { createLogs } from './logs/service.ts';
import { type ObjectStore, openObjectStore } from './objects/object-store.ts';
import type { Quota } from './quota.ts';
import { createS3 } from './s3/service.ts';
import type { Service } from './service.ts';
import { createSts } from './sts/service.ts';
import { countCalls } from './truth/call-counts.ts';
import { createLargest } from './truth/largest.ts';
import { createTruth } from './truth/truth.ts';

/** The options of an embedded AWS, read and with every gap filled. */
export interface Settings {
  readonly dir: string;
  readonly region: string;
  readonly accountId: string;
  readonly faults: FaultScript;
  readonly quota: Quota | undefined;
  readonly creatingMs: number;
  readonly metricsLagMs: number;
  readonly stored: 'keep' | 'discard';
  readonly deliveryRetryMs: number;
  readonly onFault: (error: unknown) => void;
  readonly connections: () => object;
}

/** All of the embedded AWS but its listening. */
export interface Assembly {
  readonly dispatch: Dispatch;
  readonly streams: StreamList;
  flush(): Promise<void>;
  /** Ends every ordered waiting; to be called before the server is closed. */
  hurry(): void;
  close(): Promise<void>;
}

/** Opens what the folder holds and puts the services together. */
export function assemble(settings: Settings): Assembly {
  const { dir, onFault } = settings;
  const objects = openObjectStore(dir);
  const metricStore = new MetricStore({
    path: join(dir, 'state', 'metrics.ndjson'),
    lagMs: settings.metricsLagMs,
  });
  const faults = createFaults(settings.faults);
  const metrics = createFirehoseMetrics(metricStore, settings.quota);
  const logs = new LogStore(join(dir, 'state', 'logs'));
  const streams = openStreams(settings, { objects, faults, metrics, logs });
  const { largest, see } = createLargest();
  const firehose = createFirehose({
    ...{ streams, objects, faults, metrics, region: settings.region, accountId: settings.accountId },
    ...{ creatingMs: settings.creatingMs, now: Date.now, onRecords: see },
  });
  const services: readonly Service[] = [firehose, ...openServices(settings, { objects, metricStore, logs })];
  const closing = new AbortController();
  // Every slow reply listens, otherwise Node takes the eleventh for a leak and warns.
  setMaxListeners(0, closing.signal);
  const { counts, intercept } = countCalls(createFaultInterceptor(faults, closing.signal));
  const flush = async (): Promise<void> => {
    await Promise.all(streams.all().map(({ delivery }) => delivery.flush()));
  };
  const { quota, connections } = settings;
  const truth = createTruth({
    streams,
    recordsDir: recordsDirOf(dir),
    faults,
    counts,
    largest,
    quota,
    connections,
    flush,
  });
  const dispatch = createDispatch(services, intercept, onFault);

  return {
    dispatch: (request) => truth(request) ?? dispatch(request),
    streams,
    flush,
    hurry: () => closing.abort(),
    async close() {
      // In order: what Firehose delivers at the end goes into the metrics that are closed after it.
      for (const service of services) await service.close?.();
    },
  };
}

/** The services beside Firehose. S3 last: every request without a target and an action could be its own. */
function openServices(
  { dir, region, accountId }: Settings,
  { objects, metricStore, logs }: { objects: ObjectStore; metricStore: MetricStore; logs: LogStore },
): readonly Service[] {
  const stateDir = join(dir, 'state');
  return [
    createCloudWatch(metricStore),
    createLogs({ store: logs, region, accountId }),
    createIam({ stateDir, accountId }),
    createSts({ accountId }),
    createS3(objects, dir, accountId),
  ];
}

const recordsDirOf = (dir: string): string => join(dir, 'state', 'records');

function openStreams(
  { dir, quota, stored, deliveryRetryMs, region, accountId, onFault }: Settings,
  sinks: { objects: ObjectStore; faults: Faults; metrics: FirehoseMetrics; logs: LogSink },
): StreamList {
  const { objects, faults, metrics, logs } = sinks;
  let deliveries = 0;
  return openStreamList(join(dir, 'state'), {
    ...{ objects, faults, quota, stored, recordsDir: recordsDirOf(dir), retryMs: deliveryRetryMs, onFault },
    nextDelivery: () => {
      deliveries += 1;
      return deliveries;
    },
    report(stream, outcome) {
      const at = Date.now();
      metrics.onDelivery(stream.name, outcome, at);
      logDelivery(logs, stream, streamArn(region, accountId, stream.name), outcome, at);
    },
  });
}
