import { RunError } from '../report/run-error.ts';
import type { Run } from './run.ts';

const LOOK_INTERVAL_MS = 500;

/**
 * Stops the run when batches are on their way and none of their records was delivered for too long: an outage leaves
 * records pending instead of turning a large file into dead letters.
 *
 * @returns What ends the watch.
 */
export function watchProgress(run: Run): () => void {
  const { giveUpAfterS, stream } = run.settings;
  const look = () => {
    const idleMs = performance.now() - run.counts.lastProgressAt;
    if (run.counts.batchesInFlight === 0 || idleMs < giveUpAfterS * 1_000) return;
    run.stopping.halt(
      new RunError('given-up', {
        code: 'NothingDelivered',
        message: `Stream ${stream} took no record for ${giveUpAfterS} s, so the run stopped; the rest is pending.`,
        next: 'Look at the stream and its quota, then send the pending records again.',
      }),
    );
  };
  const timer = setInterval(look, LOOK_INTERVAL_MS).unref();
  return () => clearInterval(timer);
}
