/** Wakes whoever waits for something to change; each of them looks for itself whether it did. */
export interface News {
  tell(): void;
  /** Resolves at the next `tell`, or when `untilMs` milliseconds have passed. */
  wait(untilMs?: number): Promise<void>;
}

/** Makes news that nobody waits for. */
export function createNews(): News {
  let waiting: (() => void)[] = [];
  const tell = () => {
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  };
  return {
    tell,
    wait: (untilMs = Number.POSITIVE_INFINITY) =>
      new Promise((resolve) => {
        const timer = Number.isFinite(untilMs) ? setTimeout(resolve, untilMs) : undefined;
        waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      }),
  };
}
