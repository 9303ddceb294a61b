import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { AbortWatch } from '../../../src/aws/wire/abort-watch.ts';

function watched() {
  const aborted: AbortSignal[] = [];
  return { aborted, watch: new AbortWatch((signal) => aborted.push(signal)) };
}

it('has one listener for the calls of one signal, and tells of it once', () => {
  const { aborted, watch } = watched();
  const stop = new AbortController();
  watch.watch(stop.signal);
  watch.watch(stop.signal);
  expect(getEventListeners(stop.signal, 'abort')).toHaveLength(1);
  stop.abort();
  expect(aborted).toEqual([stop.signal]);
});

it('watches the signal of the last call, and no other', () => {
  const { aborted, watch } = watched();
  const [one, other] = [new AbortController(), new AbortController()];
  watch.watch(one.signal);
  watch.watch(other.signal);
  one.abort();
  expect(aborted).toEqual([]);
  expect(getEventListeners(one.signal, 'abort')).toEqual([]);
  watch.watch(undefined);
  other.abort();
  expect(aborted).toEqual([]);
});

it('leaves no listener behind at its end', () => {
  const { watch } = watched();
  const stop = new AbortController();
  watch.watch(stop.signal);
  watch.end();
  expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
});
