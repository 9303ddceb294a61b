import { expect, it } from 'vitest';
import { hearSignals, type OnSignal } from '../../src/cli/signals.ts';
import type { StopSignal } from '../../src/cli/terminal.ts';

/** Sends signals at these milliseconds, and tells which were acted on and whether the process ended at once. */
function hear(
  sent: readonly (readonly [number, StopSignal])[],
  outcome: ReturnType<OnSignal> = 'stopping',
): readonly string[] {
  const told: string[] = [];
  let at = 0;
  let listener: (signal: StopSignal) => void = () => {};
  const terminal = {
    onSignal: (listen: typeof listener) => {
      listener = listen;
      return () => {};
    },
  };
  const act: OnSignal = (signal) => {
    told.push(`${signal} at ${at}`);
    return outcome;
  };
  const again = (signal: StopSignal) => void told.push(`${signal} again at ${at}`);
  hearSignals(terminal, act, again, () => at);
  for (const [time, signal] of sent) {
    at = time;
    listener(signal);
  }
  return told;
}

it('is one Ctrl-C where npm passes on what the terminal has sent already', () => {
  const told = hear([
    [0, 'SIGINT'],
    [3, 'SIGINT'],
    [199, 'SIGINT'],
  ]);
  expect(told).toEqual(['SIGINT at 0']);
});

it('is two from 200 ms on, and the second one ends the process at once', () => {
  const told = hear([
    [0, 'SIGINT'],
    [150, 'SIGINT'],
    [200, 'SIGINT'],
  ]);
  expect(told).toEqual(['SIGINT at 0', 'SIGINT again at 200']);
});

it('is another one where the other signal comes', () => {
  const told = hear([
    [0, 'SIGINT'],
    [3, 'SIGTERM'],
  ]);
  expect(told).toEqual(['SIGINT at 0', 'SIGTERM again at 3']);
});

it('ends only one wait where it is passed on', () => {
  const told = hear(
    [
      [0, 'SIGINT'],
      [3, 'SIGINT'],
      [300, 'SIGINT'],
    ],
    'skipped',
  );
  expect(told).toEqual(['SIGINT at 0', 'SIGINT at 300']);
});
