import { createProof, type Proof } from '../destination/proof.ts';
import { InputError } from '../records/input-error.ts';
import { type ReadOptions, readRecords } from '../records/read-records.ts';
import { plural } from '../report/format.ts';
import type { VerificationReport } from '../report/verification.ts';
import { verificationRows } from '../report/verification-text.ts';
import { SettingsError } from '../settings/settings-error.ts';
import { timeOf } from '../settings/since.ts';
import { createErrorOutput } from './error-output.ts';
import type { Reading } from './read.ts';
import { type EndedRun, readRunReport } from './run-report.ts';
import { showVerification } from './verification-progress.ts';

/** Beyond the buffering interval: deliveries that fail are tried again, and large ones take their time. */
const USUAL_MARGIN_S = 180;

/** `read --compare`: holds the destination against a run's input and its report. */
export async function compareRun(reading: Reading): Promise<number> {
  const { settings, s3, destination, terminal, stop } = reading;
  const run = readRunReport(settings.report ?? '', settings.stream);
  if (run.origin === 'resumed' && settings.since === undefined) {
    throw new SettingsError(
      '--report: the run went on from a checkpoint, and its report says nothing of when the first one began: add --since.',
    );
  }
  const startedAt = settings.since ? timeOf(settings.since, Date.now()) : run.startedAt;
  const endedAt = new Date(run.startedAt.getTime() + run.sendingS * 1_000);
  const proof = createProof(s3, destination, { startedAt, endedAt });
  try {
    const blameless = await addInput(reading, run, proof);
    const latest = endedAt.getTime() + (destination.bufferIntervalS + USUAL_MARGIN_S) * 1_000;
    const deadlineS = settings.verifyDeadlineS ?? Math.max(0, Math.round((latest - Date.now()) / 1_000));
    const output = createErrorOutput(terminal.stderr, terminal.environment);
    const endProgress = showVerification(proof, deadlineS, output, ({ found, expected }) =>
      output.writeLines(`Found ${found} of ${expected} in S3 so far`),
    );
    const waiting = { deadlineMs: deadlineS * 1_000, skip: skipper(reading).signal };
    const { possiblyDuplicated } = run;
    const found = await proof.verify(waiting, { blameless, possiblyDuplicated }).finally(endProgress);
    // A wait that was skipped has its verdict, and only SIGTERM ends the command.
    if (stop.signal.aborted) return 1;
    return await tell(reading, run, found);
  } finally {
    proof.close();
  }
}

/** SIGINT ends only the wait from here on. */
function skipper({ signals, stop }: Reading): AbortController {
  const skip = new AbortController();
  stop.signal.addEventListener('abort', () => skip.abort());
  signals.on((signal) => {
    skip.abort();
    if (signal === 'SIGINT') return 'skipped';
    stop.abort(signal);
    return 'stopping';
  });
  return skip;
}

/** Adds all records of the input, and takes back those that weren't delivered. Returns how many nobody can name. */
async function addInput(reading: Reading, run: EndedRun, proof: Proof): Promise<number> {
  const { settings, terminal } = reading;
  const { compare: files, format, delimiter, recordBytes, noValidate } = settings;
  const shared = {
    delimiter,
    recordBytes,
    validation: noValidate ? 'off' : 'on',
    stdin: terminal.stdin,
  } as const;
  const input = await addRecords(proof, 'delivered', { ...shared, files, format });
  const letters = run.deadLetterFile === null ? [] : [run.deadLetterFile];
  const undelivered = await addRecords(proof, 'undelivered', {
    ...shared,
    files: letters,
    format: 'dead-letters',
  });
  const blameless = input.records - undelivered.records - run.delivered;
  const isShorter = run.read > input.records + input.rejected || blameless < 0;
  const isLonger = run.end === 'complete' && (run.read < input.records + input.rejected || blameless > 0);
  if (isShorter || isLonger) {
    throw new SettingsError(
      `The input holds ${plural(input.records, 'record')}, and the run of the report read ${run.read} and delivered ${run.delivered}: name the same --compare files and the same --format, --no-validate and --record-bytes as the run had.`,
    );
  }
  return blameless;
}

async function addRecords(proof: Proof, part: 'delivered' | 'undelivered', options: ReadOptions) {
  const counts = { records: 0, rejected: 0 };
  if (options.files.length === 0) return counts;
  try {
    for await (const { records, rejected } of readRecords(options)) {
      for (const record of records)
        proof.add(record, part, record.origin?.maybeStored && part === 'undelivered' ? 1 : 0);
      counts.records += records.length;
      counts.rejected += rejected.length;
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new SettingsError(error.message, { cause: error });
  }
  return counts;
}

async function tell(reading: Reading, run: EndedRun, verification: VerificationReport): Promise<number> {
  const { settings, terminal, page } = reading;
  const exitCode = verification.verdict === 'missing' ? 1 : 0;
  const { runId } = run;
  const document = { schemaVersion: 1, runId, stream: settings.stream, verification, exitCode };
  const lines = [`Run ${runId} on stream ${settings.stream}`, ...verificationRows(verification)];
  if (verification.reason !== null) {
    terminal.stderr.write(`firehose-scenario: ${verification.verdict}: ${verification.reason}\n`);
  }
  const text = settings.output === 'json' ? JSON.stringify(document, undefined, 2) : lines.join('\n');
  return page.print(text, exitCode);
}
