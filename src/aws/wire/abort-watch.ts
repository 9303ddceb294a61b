/**
 * Watches the signals of calls that come one after another. Most calls of a run have the same one, and a listener for
 * each costs a call as much as the hash of its body; nor may they share a Set, whose outgrown tables lead to the newer
 * ones, so that V8 keeps what was in them.
 */
export class AbortWatch {
  readonly #onAbort: (signal: AbortSignal) => void;
  #signal: AbortSignal | undefined;
  #listener: (() => void) | undefined;

  /** @param onAbort - Gets the signal that was watched when it was aborted. */
  constructor(onAbort: (signal: AbortSignal) => void) {
    this.#onAbort = onAbort;
  }

  /** Watches this signal from now on, and no other. */
  watch(signal: AbortSignal | undefined): void {
    if (signal === this.#signal) return;
    this.end();
    if (signal === undefined) return;
    this.#signal = signal;
    this.#listener = () => this.#onAbort(signal);
    signal.addEventListener('abort', this.#listener, { once: true });
  }

  /** Watches none any more. */
  end(): void {
    if (this.#listener) this.#signal?.removeEventListener('abort', this.#listener);
    this.#signal = undefined;
    this.#listener = undefined;
  }
}
