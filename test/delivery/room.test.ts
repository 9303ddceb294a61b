import { expect, it } from 'vitest';
import { createRoom } from '../../src/delivery/room.ts';

/** Whether a promise is settled after all that is ready has run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const open = Symbol('open');
  return (await Promise.race([promise, new Promise((resolve) => setImmediate(resolve, open))])) !== open;
}

it.each([
  [59, true],
  [60, true],
  [61, false],
])('lets %i bytes in beside 40 of 100: %s', async (bytes, isAdmitted) => {
  const room = createRoom(100);
  await room.enter(40);
  expect(await isSettled(room.enter(bytes))).toBe(isAdmitted);
});

it('lets in who has waited once enough has left', async () => {
  const room = createRoom(100);
  await room.enter(40);
  await room.enter(40);
  const waiting = room.enter(80);
  room.leave(40);
  expect(await isSettled(waiting)).toBe(false);
  room.leave(40);
  expect(await isSettled(waiting)).toBe(true);
});

it('lets in alone who needs more than there is', async () => {
  expect(await isSettled(createRoom(100).enter(1_000))).toBe(true);
});
