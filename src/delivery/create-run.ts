import type { Readable } from 'node:stream';
import type { Clients } from '../aws/clients.ts';
import { observed } from '../aws/observed.ts';
import { abortable } from '../aws/transport.ts';
import type { BatchLimits } from '../records/batches.ts';
import type { Settings } from '../settings/settings.ts';
import { METRICS_OFF } from './await-metrics.ts';
import { followRun } from './checkpoint/follow-run.ts';
import type { OpenedCheckpoint } from './checkpoint/open-checkpoint.ts';
import { createLedger } from './ledger.ts';
import { createLineFile } from './line-file.ts';
import { createPacer, type Pacer } from './pacing/pacer.ts';
import type { Logger, Run, RunCounts } from './run.ts';
import { createStageCounts } from './stage-counts.ts';
import type { Stopping } from './stopping.ts';
import { createTurns } from './wire/turns.ts';

/** What a run is given from outside. */
export interface RunParts {
  readonly runId: string;
  readonly settings: Settings;
  readonly clients: Clients;
  readonly stdin: Readable;
  readonly log: Logger;
  readonly stopping: Stopping;
  readonly checkpoint: OpenedCheckpoint | undefined;
  /** Told of each record and its outcome. */
  readonly onOutcome: Run['onOutcome'];
}

/** Makes a run with its books empty; what earlier runs have settled stays with the checkpoint. */
export function createRun(parts: RunParts): Run {
  const { settings, clients, stopping } = parts;
  const ledger = createLedger();
  const counts = emptyCounts(settings, parts.checkpoint);
  const { deadLetters, receipts } = openFiles(parts);
  const pacer = createPacer();
  const callLimits = callLimitsOf(settings, counts);
  return {
    ...parts,
    transport: observed(abortable(clients.transport, stopping.noCalls), pacer.observe),
    pacer,
    turnOfCall: clients.isReadyAhead ? createTurns(settings.inFlight, stopping.noNewCalls) : undefined,
    ledger,
    putRecord: createStageCounts(),
    putRecordBatch: createStageCounts(),
    deadLetters,
    receipts,
    checkpoint:
      parts.checkpoint && followRun(parts.checkpoint, { ...parts, ledger, counts, deadLetters, receipts }),
    counts,
    callLimits,
    batchLimits: pacedLimits(callLimits, pacer),
  };
}

function openFiles({ settings, runId, checkpoint }: RunParts): Pick<Run, 'deadLetters' | 'receipts'> {
  const isResumed = checkpoint?.origin === 'resumed';
  const deadLetterFile =
    checkpoint?.header.deadLetterFile ?? settings.deadLetter ?? `dead-letters-${runId}.ndjson`;
  const earlier = (bytes: number | undefined) => (isResumed ? (bytes ?? 0) : undefined);
  return {
    deadLetters: createLineFile(deadLetterFile, earlier(checkpoint?.state?.deadLetterBytes)),
    receipts: settings.receipts
      ? createLineFile(settings.receipts, earlier(checkpoint?.state?.receiptBytes))
      : undefined,
  };
}

function emptyCounts(settings: Settings, checkpoint: OpenedCheckpoint | undefined): RunCounts {
  return {
    deadLetterBytes: checkpoint?.state?.deadLetterBytes ?? 0,
    receiptBytes: checkpoint?.state?.receiptBytes ?? 0,
    inputBytes: 0,
    totalInputBytes: undefined,
    skippedLines: 0,
    booking: undefined,
    sentBytes: 0,
    billedBytes: 0,
    batchBytes: settings.batchBytes,
    refused: 0,
    refusedInARow: 0,
    batchesInFlight: 0,
    firstCallAt: undefined,
    lastAnswerAt: undefined,
    lastProgressAt: performance.now(),
    metrics: METRICS_OFF,
    verification: null,
    metricsWaitStartedAt: undefined,
  };
}

function callLimitsOf(settings: Settings, counts: RunCounts): BatchLimits {
  return {
    records: settings.batchRecords,
    get bytes() {
      return counts.batchBytes;
    },
  };
}

function pacedLimits(limits: BatchLimits, pacer: Pacer): BatchLimits {
  return {
    get records() {
      return Math.min(limits.records, pacer.limits.records);
    },
    get bytes() {
      return Math.min(limits.bytes, pacer.limits.bytes);
    },
  };
}
