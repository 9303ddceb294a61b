import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { createAbortWatch } from '../../../src/aws/wire/abort-watch.ts';

it('stops each call that is still watched, and has one listener for all of them', () => {
  const watch = createAbortWatch();
  const stop = new AbortController();
  const stopped: string[] = [];
  const ends = ['a', 'b', 'c'].map((name) => watch(stop.signal, () => stopped.push(name)));
  ends[1]?.();
  expect(getEventListeners(stop.signal, 'abort')).toHaveLength(1);
  stop.abort();
  expect(stopped).toEqual(['a', 'c']);
});

it('stops the calls of one signal, and of no other', () => {
  const watch = createAbortWatch();
  const [one, other] = [new AbortController(), new AbortController()];
  const stopped: string[] = [];
  watch(one.signal, () => stopped.push('one'));
  watch(other.signal, () => stopped.push('other'));
  watch(undefined, () => stopped.push('none'));
  one.abort();
  expect(stopped).toEqual(['one']);
});
