import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Frame, readFrames } from './frame.ts';

/** How a destination wants its objects. */
export type Compression = 'UNCOMPRESSED' | 'GZIP';

/** What a segment held. */
export interface Content {
  readonly calls: number;
  readonly records: number;
  readonly bytes: number;
}

/** Turns the frames of a segment into the bytes of an object. */
export type Rendering = (frame: Frame) => Buffer;

/** Records one after the other as they came, nothing between them (doc). */
export const verbatim: Rendering = ({ data }) => data;

/** One JSON line a record with its data as base64, the form of objects under the error prefix (doc). */
export function asErrorLines(errorCode: string, errorMessage: string): Rendering {
  return ({ head, data }) => {
    let offset = 0;
    const lines = head.lengths.map((length) => {
      const rawData = data.toString('base64', offset, offset + length);
      offset += length;
      const arrivalTimestamp = head.at;
      const attempt = { attemptsMade: 1, arrivalTimestamp, errorCode, errorMessage };
      return `${JSON.stringify({ ...attempt, attemptEndingTimestamp: Date.now(), rawData })}\n`;
    });
    return Buffer.from(lines.join(''), 'utf8');
  };
}

/** Writes the object of a segment into `draft`, one call's records in memory at a time. */
export async function buildObject(
  segment: string,
  draft: string,
  compression: Compression,
  rendering: Rendering,
): Promise<Content> {
  const content = { calls: 0, records: 0, bytes: 0 };
  async function* bytes(): AsyncGenerator<Buffer> {
    for await (const frame of readFrames(segment)) {
      content.calls += 1;
      content.records += frame.head.lengths.length;
      content.bytes += frame.data.length;
      yield rendering(frame);
    }
  }
  const source = Readable.from(bytes(), { objectMode: false });
  const target = createWriteStream(draft, { mode: 0o644 });
  await (compression === 'GZIP' ? pipeline(source, createGzip(), target) : pipeline(source, target));
  return content;
}
