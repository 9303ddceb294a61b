import { type Simulated, simulate } from './simulation.ts';

/** What many seeds gave together. */
export interface Tally {
  readonly results: readonly Simulated[];
  /** What no single seed can be blamed for: promises that nobody looked after, warnings of Node. */
  readonly troubles: readonly string[];
}

/**
 * Simulates seeds, several at once: most of a run is waiting.
 *
 * @param onResult - Told of each seed when it is done.
 */
export async function simulateMany(
  seeds: readonly number[],
  atOnce: number,
  onResult: (result: Simulated) => void = () => {},
): Promise<Tally> {
  const results: Simulated[] = [];
  const troubles: string[] = [];
  const onTrouble = (trouble: unknown) =>
    troubles.push(trouble instanceof Error ? String(trouble.stack) : String(trouble));
  process.on('unhandledRejection', onTrouble).on('warning', onTrouble);
  const left = [...seeds];
  const worker = async () => {
    for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
      const result = await simulate(seed).catch((error: unknown) => broken(seed as number, error));
      results.push(result);
      onResult(result);
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, worker));
  } finally {
    process.off('unhandledRejection', onTrouble).off('warning', onTrouble);
  }
  return { results: results.sort((a, b) => a.seed - b.seed), troubles };
}

function broken(seed: number, error: unknown): Simulated {
  const text = `the simulation itself failed: ${error instanceof Error ? error.stack : String(error)}`;
  const nothing = { records: 0, runs: 0, copies: 0, faults: {}, durationMs: 0 };
  return { seed, ...nothing, complaints: [{ kind: 'other', text }] };
}
