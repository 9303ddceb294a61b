import { setMaxListeners } from 'node:events';

/** The three steps in which a run comes to an end, each a signal. */
export interface Stopping {
  /** No further batch is taken. */
  readonly noNewBatches: AbortSignal;
  /** No further call is made, and no wait goes on; calls on the wire are awaited. */
  readonly noNewCalls: AbortSignal;
  /** Calls on the wire are cut off; what they stored is unknown. */
  readonly noCalls: AbortSignal;
  /** The first error that stopped the run. */
  readonly error: unknown;
  readonly stoppedBy: 'SIGINT' | 'SIGTERM' | undefined;
  /** Stops for the user: batches in flight get a moment to settle. */
  interrupt(by: 'SIGINT' | 'SIGTERM'): void;
  /** Keeps an error for the report and stops nothing: the input has ended, and what came before it is delivered. */
  note(error: unknown): void;
  /** Stops for an error that every further call would meet as well. */
  halt(error: unknown): void;
  /** Lets go of the timers. */
  end(): void;
}

/** How long a run that is stopped may take to its end. */
export interface DrainTimes {
  /** How long batches in flight may still be sent again, in milliseconds. */
  readonly retriesMs: number;
  /** How long calls on the wire are awaited, in milliseconds. */
  readonly callsMs: number;
}

/** A user who pressed Ctrl-C waits for five seconds at most. */
const DRAIN_TIMES: DrainTimes = { retriesMs: 2_000, callsMs: 4_000 };

/** Makes the three signals of a run that goes on. */
export function createStopping(drainTimes: DrainTimes = DRAIN_TIMES): Stopping {
  const batches = new AbortController();
  const newCalls = new AbortController();
  const calls = new AbortController();
  // Every batch on its way listens, otherwise Node takes the eleventh for a leak and warns.
  setMaxListeners(0, batches.signal, newCalls.signal, calls.signal);
  const timers: NodeJS.Timeout[] = [];
  let error: unknown;
  let stoppedBy: 'SIGINT' | 'SIGTERM' | undefined;
  const drain = (retriesMs: number) => {
    batches.abort();
    timers.push(setTimeout(() => newCalls.abort(new Error('the run was stopped')), retriesMs).unref());
    timers.push(setTimeout(() => calls.abort(), drainTimes.callsMs).unref());
  };
  return {
    noNewBatches: batches.signal,
    noNewCalls: newCalls.signal,
    noCalls: calls.signal,
    get error() {
      return error;
    },
    get stoppedBy() {
      return stoppedBy;
    },
    interrupt: (by) => {
      stoppedBy ??= by;
      drain(drainTimes.retriesMs);
    },
    note: (cause) => {
      error ??= cause;
    },
    halt: (cause) => {
      error ??= cause;
      newCalls.abort(new Error('the run was stopped', { cause }));
      drain(0);
    },
    end: () => timers.forEach(clearTimeout),
  };
}
