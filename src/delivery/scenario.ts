import { batches } from '../records/batches.ts';
import { splitAt } from '../records/block-streams.ts';
import { readRecords } from '../records/read-records.ts';
import type { RecordBlock } from '../records/record.ts';
import { isBalanced } from '../report/exit-code.ts';
import { awaitMetrics } from './await-metrics.ts';
import { booked } from './book-blocks.ts';
import { type InputFacts, readOptions } from './check-input.ts';
import { checkStream } from './check-stream.ts';
import { watchProgress } from './give-up.ts';
import { settlePace } from './pacing/settle-pace.ts';
import { putBatches, putRecords } from './put-records.ts';
import type { Run } from './run.ts';

/**
 * The scenario, a step a call. It never throws for what happens to records, stream or input: the run's ledger and
 * `stopping.error` say how it ended.
 *
 * @param input - What the check of the input found.
 * @param skipMetrics - Ends the wait for CloudWatch.
 */
export async function runScenario(run: Run, input: InputFacts, skipMetrics: AbortSignal): Promise<void> {
  const startTime = new Date();
  run.counts.totalInputBytes = input.inputBytes;
  const endWatch = watchProgress(run);
  let blocks: AsyncGenerator<RecordBlock> | undefined;
  try {
    // 1. Make sure that the stream takes records, and learn how many.
    await settlePace(run, checkStream(run));
    // 2. Read the input; every record is booked as it comes in.
    const part = { from: run.checkpoint?.from, signal: run.stopping.noNewBatches };
    blocks = booked(run, readRecords(readOptions(run.settings, run.stdin, part)));
    const { head, tail } = splitAt(blocks, run.settings.putRecordCount);
    // 3. Send the first records one by one, with PutRecord.
    await putRecords(run, head);
    // 4. Send the others in batches, with PutRecordBatch.
    await putBatches(run, batches(tail, run.batchLimits));
    // 5. Ask CloudWatch whether they came in.
    if (!run.stopping.noNewBatches.aborted)
      run.counts.metrics = await awaitMetrics(run, startTime, skipMetrics);
  } catch (error) {
    run.stopping.halt(error);
  } finally {
    // Closes the files of an input that wasn't read to its end. It isn't awaited: standard input may be idle.
    void blocks?.return(undefined).catch(run.stopping.note);
    endWatch();
    run.stopping.end();
    await run.counts.booking;
    await run.checkpoint?.end(endOf(run));
  }
}

/** How the journal tells this end. A run that lost a record from its books has ended like a crash: all is in doubt. */
function endOf({ stopping, ledger }: Run): 'running' | 'stopped' | 'complete' {
  const counts = ledger.counts();
  if (!isBalanced(counts)) return 'running';
  const isStopped = stopping.error !== undefined || stopping.stoppedBy !== undefined;
  return isStopped || counts.pending > 0 ? 'stopped' : 'complete';
}
