import { expect, it } from 'vitest';
import { NotSentError } from '../../../src/actions/failures.ts';
import { createTurns, type Turn } from '../../../src/delivery/wire/turns.ts';

/** So many turns, and the numbers of those that have begun, in their order. */
function turns(count: number, most: number, signal = new AbortController().signal) {
  const turnOfCall = createTurns(most, signal);
  const begun: number[] = [];
  const made = Array.from({ length: count }, () => turnOfCall());
  const begin = (turn: Turn, number: number) => turn.begin().then(() => void begun.push(number));
  return { made, begun, beginAll: () => Promise.allSettled(made.map(begin)) };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

it('come in their order, each when another one ends', async () => {
  const { made, begun, beginAll } = turns(4, 2);
  const all = beginAll();
  await settled();
  expect(begun).toEqual([0, 1]);
  made[1]?.end();
  await settled();
  expect(begun).toEqual([0, 1, 2]);
  // Ends twice, and frees one place.
  made[1]?.end();
  await settled();
  expect(begun).toEqual([0, 1, 2]);
  made[0]?.end();
  await all;
  expect(begun).toEqual([0, 1, 2, 3]);
});

it('keep their place where a call is made again', async () => {
  const { made, begun, beginAll } = turns(2, 1);
  const all = beginAll();
  await made[0]?.begin();
  await settled();
  expect(begun).toEqual([0]);
  made[0]?.end();
  await all;
  expect(begun).toEqual([0, 1]);
});

it('never come once no call may be made any more', async () => {
  const stop = new AbortController();
  const { made, begun, beginAll } = turns(3, 1, stop.signal);
  const all = beginAll();
  await settled();
  stop.abort();
  const [first, ...others] = await all;
  expect([begun, first?.status]).toEqual([[0], 'fulfilled']);
  for (const other of others) expect(other).toMatchObject({ reason: expect.any(NotSentError) });
  // One that never came has nothing to end.
  made[2]?.end();
  made[0]?.end();
  await expect(made[0]?.begin()).rejects.toThrow(NotSentError);
});

it('tell how long they were waited for', async () => {
  const { made, beginAll } = turns(2, 1);
  const all = beginAll();
  await new Promise((resolve) => setTimeout(resolve, 30));
  made[0]?.end();
  await all;
  expect(made[0]?.waitedMs).toBeLessThan(20);
  expect(made[1]?.waitedMs).toBeGreaterThan(20);
});
