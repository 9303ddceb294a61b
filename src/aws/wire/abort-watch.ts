/** Calls `stop` once when the signal is aborted; what it returns ends the watch. */
export type WatchAbort = (signal: AbortSignal | undefined, stop: (signal: AbortSignal) => void) => () => void;

/**
 * Watches signals that live as long as a run for calls that don't: a listener of a signal's own costs a call as much
 * as the hash of its body, so the calls on the wire share one.
 */
export function createAbortWatch(): WatchAbort {
  const watched = new WeakMap<AbortSignal, Set<(signal: AbortSignal) => void>>();
  const watchersOf = (signal: AbortSignal) => {
    const known = watched.get(signal);
    if (known) return known;
    const watchers = new Set<(signal: AbortSignal) => void>();
    watched.set(signal, watchers);
    signal.addEventListener('abort', () => [...watchers].forEach((stop) => void stop(signal)), {
      once: true,
    });
    return watchers;
  };
  return (signal, stop) => {
    if (signal === undefined) return () => {};
    const watchers = watchersOf(signal);
    watchers.add(stop);
    return () => watchers.delete(stop);
  };
}
