import type { StopSignal, Terminal } from './terminal.ts';

/** What one SIGINT or SIGTERM does; `skipped` ends something smaller than the command, and the next one counts again. */
export type OnSignal = (signal: StopSignal) => 'stopping' | 'skipped';

/** Hears SIGINT and SIGTERM from a command's beginning to its end, otherwise one of them in between kills the process. */
export interface Signals {
  /** Says what the first signal does from now on. The one after it ends the process at once. */
  on(act: OnSignal): void;
  /** Stops hearing them. */
  end(): void;
}

export const SIGNAL_CODES: Readonly<Record<StopSignal, number>> = { SIGINT: 130, SIGTERM: 143 };

export function hearSignals(terminal: Pick<Terminal, 'onSignal' | 'exitNow'>, first: OnSignal): Signals {
  let act = first;
  let state: 'going on' | 'stopping' = 'going on';
  const end = terminal.onSignal((signal) => {
    if (state === 'stopping') terminal.exitNow(SIGNAL_CODES[signal]);
    else if (act(signal) === 'stopping') state = 'stopping';
  });
  return {
    on: (next) => {
      act = next;
    },
    end,
  };
}
