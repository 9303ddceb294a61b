import type { LOCAL_OPTIONS } from '../settings/local-options.ts';
import type { ValuesOf } from '../settings/option.ts';
import { startLocal } from './local.ts';
import { serveUntil } from './serve-until.ts';
import { SIGNAL_CODES, type Signals } from './signals.ts';
import type { StopSignal, Terminal } from './terminal.ts';

/** `local`: serves the embedded AWS until it is stopped, which is how a server ends well. */
export async function serveCommand(
  options: ValuesOf<typeof LOCAL_OPTIONS>,
  { terminal, signals }: { readonly terminal: Terminal; readonly signals: Signals },
): Promise<number> {
  const stop = new AbortController();
  let stoppedBy: StopSignal = 'SIGINT';
  signals.on((signal) => {
    stoppedBy = signal;
    stop.abort();
    return 'stopping';
  });
  const { port, dir, faults, quota, metricsLag } = options;
  const write = (line: string) => terminal.stdout.write(`${line}\n`);
  const aws = await startLocal({ port, dir, faults: faults ?? '', quota, metricsLagMs: metricsLag * 1_000 });
  await serveUntil(aws, { signal: stop.signal, write });
  return SIGNAL_CODES[stoppedBy];
}
