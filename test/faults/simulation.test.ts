import { describe, expect, it } from 'vitest';
import { runMany } from './many.ts';
import { simulate } from './simulation.ts';
import { failureText } from './table.ts';

const SEEDS = Array.from({ length: 12 }, (_, place) => 1 + place);

describe('a run under faults', () => {
  it('accounts for every record as the server has it, whatever goes wrong on the way', async () => {
    const { results, troubles } = await runMany(SEEDS, 6, simulate);
    expect(results.map((result) => failureText(result, 'simulation')).filter((text) => text !== '')).toEqual(
      [],
    );
    expect(troubles).toEqual([]);
    // Otherwise the seeds would have met nothing.
    expect(new Set(results.flatMap(({ faults }) => Object.keys(faults))).size).toBeGreaterThan(10);
    expect(results.reduce((sum, { copies }) => sum + copies, 0)).toBeGreaterThan(0);
  }, 120_000);
});
