import { describe, expect, it } from 'vitest';
import { crash } from './crash.ts';
import { runMany } from './many.ts';
import { failureText } from './table.ts';

describe('a process that is killed on the way', () => {
  it('is gone on with by the same command, which loses nothing and repeats what it has announced', async () => {
    const { results, troubles } = await runMany([2, 9, 10], 3, crash);
    expect(results.map((result) => failureText(result, 'crash')).filter((text) => text !== '')).toEqual([]);
    expect(troubles).toEqual([]);
    // Otherwise nothing was killed in the middle of its work.
    expect(results.reduce((sum, { killed }) => sum + killed, 0)).toBeGreaterThan(0);
    expect(results.reduce((sum, { bound }) => sum + bound, 0)).toBeGreaterThan(0);
  }, 120_000);
});
