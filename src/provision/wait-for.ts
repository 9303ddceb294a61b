import { sleep } from '../actions/backoff.ts';
import { RunError } from '../report/run-error.ts';

/** How something that takes its time is waited for. */
export interface Patience {
  /** Milliseconds between two questions; the control plane takes 5 calls a second (doc). */
  readonly intervalMs: number;
  /** Milliseconds until it is given up. */
  readonly timeoutMs: number;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** Told before each wait what is waited for, and for how many milliseconds so far. */
  readonly onWaiting: (what: string, waitedMs: number) => void;
}

/**
 * Asks until there is an answer.
 *
 * @param what - Ends the sentence "waiting for …".
 * @param ask - Gives undefined as long as there is nothing to tell.
 * @throws RunError when time has run out.
 */
export async function waitFor<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  { intervalMs, timeoutMs, signal, onWaiting }: Patience,
): Promise<T> {
  const startedAt = performance.now();
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    const waitedMs = performance.now() - startedAt;
    if (waitedMs + intervalMs > timeoutMs) throw tooLate(what, timeoutMs);
    onWaiting(what, waitedMs);
    await sleep(intervalMs, signal);
    // An aborted sleep only ends earlier.
    signal.throwIfAborted();
  }
}

function tooLate(what: string, timeoutMs: number): RunError {
  return new RunError('refused', {
    code: 'Timeout',
    message: `Waiting for ${what} took more than ${Math.round(timeoutMs / 1_000)} s.`,
    next: 'Run the same command again: it goes on from there.',
  });
}
