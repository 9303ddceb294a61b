import { NotSentError } from '../../actions/failures.ts';

/** The turn of one call to go on the wire. */
export interface Turn {
  /** How long it was waited for, in milliseconds. */
  readonly waitedMs: number;
  /** Resolves when it has come; at once where it has begun already. @throws NotSentError where no call may be made. */
  begin(): Promise<void>;
  /** The call is over; does nothing where its turn never came. */
  end(): void;
}

/**
 * Lets so many calls on the wire at once. A call waits for its turn when its body is written and signed, so that it
 * goes as soon as another one ends.
 *
 * @param most - Calls on the wire at once, at most.
 * @returns What makes the turn of one call.
 */
export function createTurns(most: number, noNewCalls: AbortSignal): () => Turn {
  let onWire = 0;
  const waiting: (() => void)[] = [];
  const wakeAll = () => waiting.splice(0).forEach((wake) => void wake());
  noNewCalls.addEventListener('abort', wakeAll, { once: true });
  return () => {
    let state: 'open' | 'begun' = 'open';
    let waitedMs = 0;
    return {
      get waitedMs() {
        return waitedMs;
      },
      begin: async () => {
        if (state === 'begun') return;
        const readyAt = performance.now();
        while (onWire >= most && !noNewCalls.aborted)
          await new Promise<void>((resolve) => waiting.push(resolve));
        waitedMs = performance.now() - readyAt;
        if (noNewCalls.aborted) throw new NotSentError('The call was ready, and none may be made any more.');
        state = 'begun';
        onWire += 1;
      },
      end: () => {
        if (state === 'open') return;
        state = 'open';
        onWire -= 1;
        waiting.shift()?.();
      },
    };
  };
}
