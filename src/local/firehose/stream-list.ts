import { join } from 'node:path';
import { readState, writeState } from '../state-file.ts';
import { type OpenStream, openStream, type StreamSurroundings } from './open-stream.ts';
import type { Stream } from './stream.ts';

/** All streams of the account, by name; every change is on disk before it is answered. */
export interface StreamList {
  get(name: string): OpenStream | undefined;
  /** Ordered by name. */
  all(): readonly OpenStream[];
  add(stream: Stream): void;
  replace(stream: Stream): void;
  /** Takes the stream off the list and delivers what it holds. */
  remove(name: string): Promise<void>;
}

/** Opens the streams that the state folder knows; whatever they had not delivered is delivered now. */
export function openStreamList(stateDir: string, surroundings: StreamSurroundings): StreamList {
  const file = join(stateDir, 'firehose-streams.json');
  const known = (readState(file) as readonly Stream[] | undefined) ?? [];
  const streams = new Map(known.map((stream) => [stream.name, openStream(stream, surroundings)]));
  const all = (): readonly OpenStream[] =>
    [...streams.values()].sort((a, b) => (a.stream.name < b.stream.name ? -1 : 1));
  const save = (): void =>
    writeState(
      file,
      all().map(({ stream }) => stream),
    );

  return {
    all,
    get: (name) => streams.get(name),
    add(stream) {
      streams.set(stream.name, openStream(stream, surroundings));
      save();
    },
    replace(stream) {
      const open = streams.get(stream.name);
      if (open) streams.set(stream.name, { ...open, stream });
      save();
    },
    async remove(name) {
      const open = streams.get(name);
      streams.delete(name);
      save();
      await open?.delivery.close();
    },
  };
}
