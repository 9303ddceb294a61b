import { appendFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { insertEvent, type LogEvent } from './log-event.ts';

/** The events of one log stream, in the order of their timestamps, kept in an append-only file. */
export interface EventFile {
  /** On disk when it returns. */
  append(events: readonly { readonly timestamp: number; readonly message: string }[], now: number): void;
  readonly events: readonly LogEvent[];
  remove(): void;
}

type Line = readonly [timestamp: number, ingestionTime: number, message: string];

/** Opens the events at `path`; there are none when there is no file. */
export function openEventFile(path: string): EventFile {
  const text = readTextIfThere(path);
  const events: LogEvent[] = [];
  let count = 0;
  const take = ([timestamp, ingestionTime, message]: Line): void => {
    count += 1;
    insertEvent(events, { id: eventId(timestamp, count), timestamp, ingestionTime, message });
  };
  for (const line of text.split('\n')) {
    const parsed = parseLine(line);
    if (parsed !== undefined) take(parsed);
  }
  // The half line of a process that was killed must not be glued to the next one.
  let pending = text === '' || text.endsWith('\n') ? '' : '\n';
  return {
    events,
    append(added, now) {
      const lines = added.map(({ timestamp, message }): Line => [timestamp, now, message]);
      mkdirSync(dirname(path), { recursive: true });
      appendFileSync(path, pending + lines.map((line) => `${JSON.stringify(line)}\n`).join(''), {
        mode: 0o600,
      });
      pending = '';
      for (const line of lines) take(line);
    },
    remove: () => rmSync(path, { force: true }),
  };
}

function readTextIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

function parseLine(text: string): Line | undefined {
  try {
    return JSON.parse(text) as Line;
  } catch {
    return undefined;
  }
}

/** Ids of the service are numbers of 56 digits that begin with the time. */
function eventId(timestamp: number, count: number): string {
  return `${String(timestamp).padStart(20, '3')}${String(count).padStart(36, '0')}`;
}
