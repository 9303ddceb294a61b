import { type Logger as PinoLogger, pino } from 'pino';
import type { Settings } from '../settings/settings.ts';
import type { ErrorOutput } from './error-output.ts';

/** Makes the logger of a run: JSON lines on stderr, or pretty ones on a terminal; `ship` gets each as a JSON line. */
export async function createLogger(
  settings: Pick<Settings, 'logLevel' | 'logFormat'>,
  output: ErrorOutput,
  ship?: (line: string) => void,
): Promise<PinoLogger> {
  const isPretty = settings.logFormat === 'pretty' || (settings.logFormat === 'auto' && output.isTerminal);
  const toText = isPretty ? await prettyLines(output) : (line: string) => line;
  const write = (line: string) => {
    output.writeLines(toText(line));
    ship?.(line);
  };
  const options = { level: settings.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  return pino(options, { write });
}

/** Loaded only for somebody who looks on: a run in the background doesn't wait for colours. */
async function prettyLines({ hasColors }: ErrorOutput): Promise<(line: string) => string> {
  const { prettyFactory } = await import('pino-pretty');
  return prettyFactory({ colorize: hasColors, translateTime: 'SYS:HH:MM:ss', singleLine: true });
}
