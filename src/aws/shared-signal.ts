/** What calls need of an abort signal, the SDK's HTTP handler among them. */
export interface SharedSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

const shared = new WeakMap<AbortSignal, SharedSignal>();

/**
 * The same signal for many calls: one listener stands for those of all calls, because adding one to Node's own signal
 * and removing it costs a call as much as the hash of its body. Each listener is called once.
 */
export function sharedSignal(signal: AbortSignal): SharedSignal {
  const known = shared.get(signal) ?? share(signal);
  shared.set(signal, known);
  return known;
}

function share(signal: AbortSignal): SharedSignal {
  // No Set: its outgrown tables lead to the newer ones, so that V8 keeps what was in them.
  const listeners: (() => void)[] = [];
  const onAbort = () => listeners.splice(0).forEach((listener) => void listener());
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    get aborted() {
      return signal.aborted;
    },
    get reason() {
      return signal.reason;
    },
    addEventListener: (_, listener) => void listeners.push(listener),
    removeEventListener: (_, listener) => {
      const place = listeners.indexOf(listener);
      if (place >= 0) listeners.splice(place, 1);
    },
  };
}
