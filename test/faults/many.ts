/** A seed that was run, by whatever was run with it. */
export interface Seeded {
  readonly seed: number;
}

/** What many seeds gave together. */
export interface Tally<Result> {
  readonly results: readonly Result[];
  /** What no single seed can be blamed for: promises that nobody looked after, warnings of Node. */
  readonly troubles: readonly string[];
}

/**
 * Runs seeds, several at once: most of a run is waiting.
 *
 * @param run - Runs one seed; an error of it names the seed and ends everything.
 * @param onResult - Told of each seed when it is done.
 */
export async function runMany<Result extends Seeded>(
  seeds: readonly number[],
  atOnce: number,
  run: (seed: number) => Promise<Result>,
  onResult: (result: Result) => void = () => {},
): Promise<Tally<Result>> {
  const results: Result[] = [];
  const troubles: string[] = [];
  const onTrouble = (trouble: unknown) =>
    troubles.push(trouble instanceof Error ? String(trouble.stack) : String(trouble));
  process.on('unhandledRejection', onTrouble).on('warning', onTrouble);
  const left = [...seeds];
  const worker = async () => {
    for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
      const result = await withSeed(seed, run);
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

function withSeed<Result>(seed: number, run: (seed: number) => Promise<Result>): Promise<Result> {
  return run(seed).catch((cause: unknown) => {
    throw new Error(`Seed ${seed} could not be run to its end.`, { cause });
  });
}
