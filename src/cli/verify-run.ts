import { describeDestination } from '../actions/describe-destination.ts';
import { describeError } from '../actions/failures.ts';
import type { RecordOutcome } from '../actions/outcomes.ts';
import type { Clients, Connection } from '../aws/clients.ts';
import { createS3Client } from '../aws/s3-client.ts';
import { askAgain } from '../delivery/ask-again.ts';
import { explainError } from '../delivery/explain-error.ts';
import type { Run } from '../delivery/run.ts';
import { createProof, type Proof } from '../destination/proof.ts';
import { refuseUnprovable } from '../destination/refusals.ts';
import type { EncodedRecord } from '../records/record.ts';
import { VERIFICATION_SKIPPED } from '../report/verification.ts';
import type { Settings } from '../settings/settings.ts';
import type { ErrorOutput } from './error-output.ts';
import type { Signals } from './signals.ts';
import { showVerification } from './verification-progress.ts';

/** The proof of a run: it listens while the run sends, and looks at the destination when it has sent. */
export interface RunVerification {
  readonly onOutcome: (record: EncodedRecord, outcome: RecordOutcome) => void;
  /** Waits, compares, and puts what it found into the run's books. */
  verify(run: Run, output: ErrorOutput, signals: Signals): Promise<void>;
  close(): void;
}

/** What a verification is made of. */
export interface VerificationParts {
  readonly settings: Settings;
  readonly clients: Clients;
  readonly connection: Connection;
  readonly startedAt: Date;
  /** Makes an embedded AWS of this process deliver; undefined where there is none. */
  readonly flush: (() => Promise<void>) | undefined;
}

/** Beyond the buffering interval: deliveries that fail are tried again, and large ones take their time. */
const USUAL_MARGIN_S = 180;
const LOCAL_DEADLINE_S = 20;

/**
 * Makes ready before anything is sent: refuses a stream whose records can't be found again, and notes what lies at the
 * destination already. `undefined` where there is no such stream, which the run itself tells better.
 *
 * @throws RunError
 */
export async function prepareVerification(parts: VerificationParts): Promise<RunVerification | undefined> {
  const { settings, clients, connection, startedAt, flush } = parts;
  const { stream } = settings;
  const found = await askAgain(() => describeDestination(clients.firehose, stream)).catch(
    (error: unknown) => {
      if (describeError(error).name === 'ResourceNotFoundException') return 'no stream' as const;
      throw explainError(error, { stream, endpoint: clients.endpoint });
    },
  );
  if (found === 'no stream') return undefined;
  const destination = refuseUnprovable(stream, found);
  const s3 = createS3Client(connection);
  const proof = createProof(s3, destination, { startedAt });
  await proof.passOver();
  const usualS = flush ? LOCAL_DEADLINE_S : destination.bufferIntervalS + USUAL_MARGIN_S;
  const deadlineS = settings.verifyDeadlineS ?? usualS;
  return {
    onOutcome: (record, outcome) => addOutcome(proof, record, outcome),
    verify: (run, output, signals) => verify({ run, proof, deadlineS, flush }, output, signals),
    close: () => {
      proof.close();
      s3.destroy();
    },
  };
}

/** Attempts without a clear answer are among those that a record has spent, or lie in an earlier run. */
function addOutcome(proof: Proof, record: EncodedRecord, outcome: RecordOutcome): void {
  const copies = Math.max(1, outcome.attempts);
  if (outcome.status === 'delivered') proof.add(record, 'delivered', outcome.possiblyDuplicated ? copies : 0);
  else if (outcome.maybeStored) proof.add(record, 'maybe-stored', copies);
}

interface Verifying {
  readonly run: Run;
  readonly proof: Proof;
  readonly deadlineS: number;
  readonly flush: (() => Promise<void>) | undefined;
}

async function verify(verifying: Verifying, output: ErrorOutput, signals: Signals): Promise<void> {
  const { run, proof, deadlineS, flush } = verifying;
  const { stream } = run.settings;
  const { expected } = proof.progress;
  run.counts.verification = { ...VERIFICATION_SKIPPED, expected };
  if (run.stopping.noNewBatches.aborted) return;
  if (expected === 0) {
    const reason = 'Nothing was delivered, so there was nothing to look for.';
    run.counts.verification = { ...VERIFICATION_SKIPPED, reason };
    return;
  }
  const skip = new AbortController();
  signals.on((signal) => {
    skip.abort();
    if (signal === 'SIGINT') return 'skipped';
    run.stopping.interrupt(signal);
    return 'stopping';
  });
  const endProgress = showVerification(proof, deadlineS, output, (facts) => {
    run.log.info({ stream, ...facts }, 'waiting for S3');
  });
  try {
    const found = await proof.verify({ deadlineMs: deadlineS * 1_000, skip: skip.signal, flush });
    const { verdict, reason } = found;
    run.counts.verification = found;
    if (verdict !== 'proven') run.log.warn({ stream, verdict, reason }, 'delivery not proven');
  } catch (error) {
    run.counts.verification = null;
    run.stopping.note(error);
  } finally {
    endProgress();
  }
}
