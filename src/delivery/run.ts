import type { Readable } from 'node:stream';
import type { RecordOutcome } from '../actions/outcomes.ts';
import type { Clients } from '../aws/clients.ts';
import type { FirehoseTransport } from '../aws/transport.ts';
import type { BatchLimits } from '../records/batches.ts';
import type { EncodedRecord } from '../records/record.ts';
import type { MetricsReport } from '../report/report.ts';
import type { VerificationReport } from '../report/verification.ts';
import type { Settings } from '../settings/settings.ts';
import type { Checkpoint } from './checkpoint/checkpoint.ts';
import type { Ledger } from './ledger.ts';
import type { LineFile } from './line-file.ts';
import type { Pacer } from './pacing/pacer.ts';
import type { StageCounts } from './stage-counts.ts';
import type { Stopping } from './stopping.ts';
import type { Turn } from './wire/turns.ts';

/** Structured log lines: a constant message, the facts as fields, never a payload. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Everything that a run is made of, and what it has counted so far. */
export interface Run {
  readonly runId: string;
  readonly settings: Settings;
  readonly clients: Clients;
  /** The Firehose client as deliveries see it. */
  readonly transport: FirehoseTransport;
  /** What calls wait for before they are made ready, and then before they go on the wire. */
  readonly pacer: Pacer;
  /** Present where a call can be made ready ahead: makes its turn to go on the wire. */
  readonly turnOfCall: (() => Turn) | undefined;
  readonly stdin: Readable;
  readonly log: Logger;
  readonly stopping: Stopping;
  readonly ledger: Ledger;
  readonly putRecord: StageCounts;
  readonly putRecordBatch: StageCounts;
  readonly deadLetters: LineFile;
  readonly receipts: LineFile | undefined;
  /** Present with `--checkpoint`. */
  readonly checkpoint: Checkpoint | undefined;
  readonly counts: RunCounts;
  /** Told of each record and its outcome as the ledger counts it; it must not throw. */
  readonly onOutcome?: ((record: EncodedRecord, outcome: RecordOutcome) => void) | undefined;
  /** The largest call that the service takes, as far as is known: a size refusal lowers it during the run. */
  readonly callLimits: BatchLimits;
  /** The limits of a batch as they are now: the same, or less where calls are paced. */
  readonly batchLimits: BatchLimits;
}

/** The run's running numbers beside the ledger. */
export interface RunCounts {
  /** Length of the dead letters, and of the receipts, that the ledger has counted, in bytes. */
  deadLetterBytes: number;
  receiptBytes: number;
  /** Bytes of input consumed, and in all; `undefined` where nobody can tell. */
  inputBytes: number;
  totalInputBytes: number | undefined;
  skippedLines: number;
  /** Dead letters of rejected records that are being written; a run that stops meanwhile waits for them. */
  booking: Promise<void> | undefined;
  sentBytes: number;
  billedBytes: number;
  /** Largest batch that may be made from now on; a size refusal lowers it. */
  batchBytes: number;
  /** Records that were refused one by one, in all, and since the last delivery. */
  refused: number;
  refusedInARow: number;
  /** Calls under way, and batches that wait to be sent again. */
  batchesInFlight: number;
  /** Times of performance.now(), in milliseconds. */
  firstCallAt: number | undefined;
  lastAnswerAt: number | undefined;
  lastProgressAt: number;
  metrics: MetricsReport;
  /** `null` where nobody asked for it. */
  verification: VerificationReport | null;
  /** When the wait for CloudWatch began; `undefined` before that. */
  metricsWaitStartedAt: number | undefined;
}
