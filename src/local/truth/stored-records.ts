import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Frame, readFrames } from '../delivery/frame.ts';
import { openSegmentFolder } from '../delivery/segment-folder.ts';

const FOLDER = /^(.+)@(\d+)$/;

/** Names of all streams that ever stored a record here, deleted ones too, in order. */
export function storedStreams(recordsDir: string): readonly string[] {
  return [...new Set(folders(recordsDir).map(({ streamName }) => streamName))].sort();
}

/**
 * What a stream really stored, in the order of storing, as NDJSON: one chunk a call, read from disk as the reader takes
 * it, so that millions of records need the memory of one call.
 */
export async function* storedLines(recordsDir: string, streamName: string): AsyncGenerator<string> {
  const ofStream = folders(recordsDir)
    .filter((folder) => folder.streamName === streamName)
    .sort((a, b) => a.createdAt - b.createdAt);
  for (const { path } of ofStream) {
    for (const { file } of openSegmentFolder(path).list()) {
      // A segment that was forgotten on delivery since the folder was listed.
      if (!existsSync(file)) continue;
      for await (const frame of readFrames(file)) yield linesOf(streamName, frame);
    }
  }
}

function linesOf(stream: string, { head, data }: Frame): string {
  const { operation, call, requestId, at } = head;
  const start = JSON.stringify({ stream, operation, call, requestId, at }).slice(0, -1);
  let offset = 0;
  let lines = '';
  for (const [index, length] of head.lengths.entries()) {
    const position = head.positions?.[index] ?? index;
    lines += `${start},"position":${position},"data":"${data.toString('base64', offset, offset + length)}"}\n`;
    offset += length;
  }
  return lines;
}

function folders(recordsDir: string): readonly { streamName: string; createdAt: number; path: string }[] {
  if (!existsSync(recordsDir)) return [];
  return readdirSync(recordsDir).flatMap((name) => {
    const [, streamName, createdAt] = FOLDER.exec(name) ?? [];
    return streamName ? [{ streamName, createdAt: Number(createdAt), path: join(recordsDir, name) }] : [];
  });
}
