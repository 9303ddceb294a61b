import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { sharedSignal } from '../../src/aws/shared-signal.ts';

function called() {
  const calls: string[] = [];
  const [first, second, third] = ['first', 'second', 'third'].map((name) => () => void calls.push(name));
  if (!first || !second || !third) throw new Error('There are three.');
  return { calls, first, second, third };
}

it('has one listener for those of all calls, and calls each of them once', () => {
  const stop = new AbortController();
  const { calls, first, second, third } = called();
  for (const listener of [first, second, third])
    sharedSignal(stop.signal).addEventListener('abort', listener);
  expect(getEventListeners(stop.signal, 'abort')).toHaveLength(1);
  stop.abort();
  stop.signal.dispatchEvent(new Event('abort'));
  expect(calls).toEqual(['first', 'second', 'third']);
});

it('calls none that was removed, also while others are called', () => {
  const stop = new AbortController();
  const signal = sharedSignal(stop.signal);
  const { calls, first, second, third } = called();
  const removing = () => signal.removeEventListener('abort', third);
  for (const listener of [first, second, removing]) signal.addEventListener('abort', listener);
  signal.removeEventListener('abort', first);
  signal.removeEventListener('abort', first);
  stop.abort();
  expect(calls).toEqual(['second']);
});

it('tells what its signal tells', () => {
  const stop = new AbortController();
  const signal = sharedSignal(stop.signal);
  expect(signal.aborted).toBe(false);
  stop.abort('enough');
  expect([signal.aborted, signal.reason]).toEqual([true, 'enough']);
});

it('is another one for another signal', () => {
  const [one, other] = [new AbortController(), new AbortController()];
  const { calls, first } = called();
  sharedSignal(one.signal).addEventListener('abort', first);
  other.abort();
  expect(calls).toEqual([]);
});
