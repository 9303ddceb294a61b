import { expect, it } from 'vitest';
import { createBufferPool } from '../../src/aws/buffer-pool.ts';

it('lends a buffer again once a part of it was given back, and never to two at once', () => {
  const pool = createBufferPool(2);
  const first = pool.take(100);
  expect(first.length).toBeGreaterThanOrEqual(100);
  expect(pool.take(100).buffer).not.toBe(first.buffer);
  pool.give(first.subarray(3, 50));
  expect(pool.take(first.length).buffer).toBe(first.buffer);
});

it('ignores what is not its own, and what was given back already', () => {
  const pool = createBufferPool(2);
  const own = pool.take(10);
  pool.give(own);
  pool.give(own);
  pool.give(Buffer.alloc(1_000_000));
  expect(pool.take(10).buffer).toBe(own.buffer);
  expect(pool.take(10).buffer).not.toBe(own.buffer);
});

it('never lends again what it was made to forget', () => {
  const pool = createBufferPool(2);
  const own = pool.take(10);
  pool.forget(own.subarray(3));
  pool.give(own);
  expect(pool.take(10).buffer).not.toBe(own.buffer);
});

it.each([65_535, 65_536, 65_537, 5_600_000])('lends at least %i bytes, and not much more', (length) => {
  const { length: lent } = createBufferPool(1).take(length);
  expect(lent).toBeGreaterThanOrEqual(length);
  expect(lent).toBeLessThanOrEqual(Math.max(131_072, length * 1.13));
});
