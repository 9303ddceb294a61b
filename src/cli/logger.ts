import { type Logger as PinoLogger, pino } from 'pino';
import { prettyFactory } from 'pino-pretty';
import type { Settings } from '../settings/settings.ts';
import type { ErrorOutput } from './error-output.ts';

/** Makes the logger of a run: JSON lines on stderr, or pretty ones on a terminal; `ship` gets each as a JSON line. */
export function createLogger(
  settings: Pick<Settings, 'logLevel' | 'logFormat'>,
  output: ErrorOutput,
  ship?: (line: string) => void,
): PinoLogger {
  const isPretty = settings.logFormat === 'pretty' || (settings.logFormat === 'auto' && output.isTerminal);
  const toPretty = prettyFactory({
    colorize: output.hasColors,
    translateTime: 'SYS:HH:MM:ss',
    singleLine: true,
  });
  const write = (line: string) => {
    output.writeLines(isPretty ? toPretty(line) : line);
    ship?.(line);
  };
  const options = { level: settings.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  return pino(options, { write });
}
