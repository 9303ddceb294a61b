import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { LogLine, LogSink } from '../log-sink.ts';
import { readState, writeState } from '../state-file.ts';
import { type EventFile, openEventFile } from './event-file.ts';

/** A log stream, without its events. */
export interface LogStream {
  readonly name: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Name of the file of its events: a stream's own name may hold what no file system takes. */
  readonly file: string;
}

/** A log group. */
export interface LogGroup {
  readonly name: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Undefined keeps events for ever. */
  readonly retentionDays?: number;
  readonly kmsKeyId?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** In the order of their names. */
  readonly streams: readonly LogStream[];
}

/** Groups, streams and events; every change is on disk when the call returns. */
export class LogStore implements LogSink {
  readonly #dir: string;
  readonly #groups: Map<string, LogGroup>;
  readonly #files = new Map<string, EventFile>();

  /** Keeps everything in the folder `dir`. */
  constructor(dir: string) {
    this.#dir = dir;
    const kept = (readState(this.#listPath) ?? []) as readonly LogGroup[];
    this.#groups = new Map(kept.map((group) => [group.name, group]));
  }

  /** All groups in the order of their names. */
  groups(): readonly LogGroup[] {
    return [...this.#groups.values()].sort(byName);
  }

  group(name: string): LogGroup | undefined {
    return this.#groups.get(name);
  }

  /** Adds the group, or puts it in the place of the one of its name. */
  saveGroup(group: LogGroup): void {
    this.#groups.set(group.name, { ...group, streams: [...group.streams].sort(byName) });
    writeState(this.#listPath, this.groups());
  }

  removeGroup(group: LogGroup): void {
    this.#groups.delete(group.name);
    writeState(this.#listPath, this.groups());
    for (const stream of group.streams) this.#forget(stream);
  }

  addStream(group: LogGroup, name: string, now: number): LogStream {
    const stream = { name, createdAt: now, file: randomUUID() };
    this.saveGroup({ ...group, streams: [...group.streams, stream] });
    return stream;
  }

  removeStream(group: LogGroup, stream: LogStream): void {
    this.saveGroup({ ...group, streams: group.streams.filter(({ name }) => name !== stream.name) });
    this.#forget(stream);
  }

  eventsOf(stream: LogStream): EventFile {
    const known = this.#files.get(stream.file);
    if (known !== undefined) return known;
    const opened = openEventFile(join(this.#dir, `${stream.file}.ndjson`));
    this.#files.set(stream.file, opened);
    return opened;
  }

  /** Takes a line of one of our own services, which may put events and make nothing: see {@link LogSink}. */
  recordLog({ logGroupName, logStreamName, message, timestamp }: LogLine): void {
    const stream = this.group(logGroupName)?.streams.find(({ name }) => name === logStreamName);
    if (stream !== undefined) this.eventsOf(stream).append([{ timestamp, message }], Date.now());
  }

  #forget(stream: LogStream): void {
    this.eventsOf(stream).remove();
    this.#files.delete(stream.file);
  }

  get #listPath(): string {
    return join(this.#dir, 'groups.json');
  }
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
