import type { StopSignal, Terminal } from './terminal.ts';

/** What one SIGINT or SIGTERM does; `skipped` ends something smaller than the command, and the next one counts again. */
export type OnSignal = (signal: StopSignal) => 'stopping' | 'skipped';

/** Hears SIGINT and SIGTERM from a command's beginning to its end, otherwise one of them in between kills the process. */
export interface Signals {
  /** Says what the first signal does from now on. The one after it ends the process at once. */
  on(act: OnSignal): void;
  /** Stops hearing them. */
  end(): void;
}

/** The exit code of each signal: 128 and its number, as shells have it. */
export const SIGNAL_CODES: Readonly<Record<StopSignal, number>> = { SIGINT: 130, SIGTERM: 143 };

/** Milliseconds in which a signal that comes again is the same key press: npm passes on what the terminal has sent to all (seen). */
const ECHO_MS = 200;

/**
 * Hears them.
 *
 * @param first - What the first signal does, until somebody else says so.
 * @param again - What the one after it does: it ends the process at once.
 * @param now - A clock in milliseconds that never goes back.
 */
export function hearSignals(
  terminal: Pick<Terminal, 'onSignal'>,
  first: OnSignal,
  again: (signal: StopSignal) => void,
  now: () => number = () => performance.now(),
): Signals {
  let act = first;
  let state: 'going on' | 'stopping' = 'going on';
  const isEcho = createEcho(now);
  const end = terminal.onSignal((signal) => {
    if (isEcho(signal)) return;
    if (state === 'stopping') again(signal);
    else if (act(signal) === 'stopping') state = 'stopping';
  });
  return {
    on: (next) => {
      act = next;
    },
    end,
  };
}

/** Otherwise one Ctrl-C in `npm start` counts as two, and the run ends without its report. */
function createEcho(now: () => number): (signal: StopSignal) => boolean {
  const heardAt = new Map<StopSignal, number>();
  return (signal) => {
    const at = now();
    if (at - (heardAt.get(signal) ?? Number.NEGATIVE_INFINITY) < ECHO_MS) return true;
    heardAt.set(signal, at);
    return false;
  };
}
