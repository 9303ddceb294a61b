import type { Readable } from 'node:stream';
import type { Clients } from '../aws/clients.ts';
import { abortable } from '../aws/transport.ts';
import type { Settings } from '../settings/settings.ts';
import { METRICS_OFF } from './await-metrics.ts';
import { createLedger } from './ledger.ts';
import { createLineFile } from './line-file.ts';
import type { Logger, Run } from './run.ts';
import { createStageCounts } from './stage-counts.ts';
import type { Stopping } from './stopping.ts';

/** What a run is given from outside. */
export interface RunParts {
  readonly runId: string;
  readonly settings: Settings;
  readonly clients: Clients;
  readonly stdin: Readable;
  readonly log: Logger;
  readonly stopping: Stopping;
}

/** Makes a run with its books empty. */
export function createRun(parts: RunParts): Run {
  const { settings, runId, clients, stopping } = parts;
  return {
    ...parts,
    transport: abortable(clients.firehose, stopping.noCalls),
    ledger: createLedger(),
    putRecord: createStageCounts(),
    putRecordBatch: createStageCounts(),
    deadLetters: createLineFile(settings.deadLetter ?? `dead-letters-${runId}.ndjson`),
    receipts: settings.receipts === undefined ? undefined : createLineFile(settings.receipts),
    counts: {
      inputBytes: 0,
      totalInputBytes: undefined,
      skippedLines: 0,
      sentBytes: 0,
      billedBytes: 0,
      batchBytes: settings.batchBytes,
      refusedInARow: 0,
      batchesInFlight: 0,
      firstCallAt: undefined,
      lastAnswerAt: undefined,
      lastProgressAt: performance.now(),
      metrics: METRICS_OFF,
      metricsWaitS: undefined,
    },
  };
}
