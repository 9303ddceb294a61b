import { describe, expect, it } from 'vitest';
import { toEvent } from '../../../src/cli/log-shipping/log-batch.ts';
import { createLogBuffer } from '../../../src/cli/log-shipping/log-buffer.ts';

const SIZE = 26 + 4;
const line = (number: number) => toEvent(String(number).padStart(4, '0'), number);

describe('createLogBuffer', () => {
  it.each([
    [5 * SIZE - 1, 1],
    [5 * SIZE, 0],
    [5 * SIZE + 1, 0],
  ])('of %i bytes drops %i of five events', (maxBytes, dropped) => {
    const buffer = createLogBuffer(maxBytes);
    const counts = [0, 1, 2, 3, 4].map((number) => buffer.add(line(number)));
    expect(counts.reduce((sum, count) => sum + count)).toBe(dropped);
    expect(buffer.take().map(({ timestamp }) => timestamp)).toEqual([0, 1, 2, 3, 4].slice(dropped));
  });

  it('keeps the newest in their order however many come', () => {
    const buffer = createLogBuffer(100 * SIZE);
    let dropped = 0;
    for (let number = 0; number < 50_000; number += 1) dropped += buffer.add(line(number % 10_000));
    expect([dropped, buffer.length]).toEqual([49_900, 100]);
    expect(buffer.take().map(({ timestamp }) => timestamp)).toEqual(
      Array.from({ length: 100 }, (_, place) => 9_900 + place),
    );
    expect([buffer.length, buffer.take().length]).toEqual([0, 0]);
  });

  it.each([
    [9_999, false],
    [10_000, true],
  ])('knows whether %i events are a full batch: %o', (count, isFull) => {
    const buffer = createLogBuffer(10_000_000);
    for (let number = 0; number < count; number += 1) buffer.add(line(0));
    expect(buffer.hasFullBatch).toBe(isFull);
  });

  it('counts again from nothing once all is taken', () => {
    const buffer = createLogBuffer(10_000_000);
    for (let number = 0; number < 25_000; number += 1) buffer.add(line(0));
    expect([1, 2, 3, 4].map(() => buffer.take().length)).toEqual([10_000, 10_000, 5_000, 0]);
    expect(buffer.hasFullBatch).toBe(false);
    buffer.add(line(0));
    expect(buffer.length).toBe(1);
  });
});
