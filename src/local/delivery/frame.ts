import { type FileHandle, open } from 'node:fs/promises';

/**
 * One call's records as they lie in a segment file: four bytes length of the head, four bytes length of the data,
 * the head as JSON, the records' bytes one after the other. A kill in the middle leaves a torn frame at the end only,
 * and what it held was never acknowledged.
 */
export interface FrameHead {
  readonly requestId: string;
  readonly operation: string;
  /** Number of the call among those of its operation. */
  readonly call: number;
  /** Milliseconds since the epoch at which the call came. */
  readonly at: number;
  /** Bytes of each record. */
  readonly lengths: readonly number[];
  /** Position of each record in its request, from 0; left out when every entry was stored. */
  readonly positions?: readonly number[];
}

/** One call's records as they lie in a segment. */
export interface Frame {
  readonly head: FrameHead;
  readonly data: Buffer;
}

const PREFIX_BYTES = 8;
/** No call is larger than the server's body limit, so that a damaged length can't ask for all memory. */
const MAX_PART_BYTES = 16 * 1_024 * 1_024;

/** A frame's bytes, to be written in one go. */
export function encodeFrame(head: FrameHead, data: Buffer): readonly Buffer[] {
  const json = Buffer.from(JSON.stringify(head), 'utf8');
  const prefix = Buffer.allocUnsafe(PREFIX_BYTES);
  prefix.writeUInt32BE(json.length, 0);
  prefix.writeUInt32BE(data.length, 4);
  return [prefix, json, data];
}

/** The frames of a segment in order, one at a time in memory; a torn or damaged end is left out. */
export async function* readFrames(file: string): AsyncGenerator<Frame & { readonly end: number }> {
  const handle = await open(file, 'r');
  try {
    let offset = 0;
    for (;;) {
      const prefix = await readFully(handle, offset, PREFIX_BYTES);
      const headBytes = prefix?.readUInt32BE(0) ?? 0;
      const dataBytes = prefix?.readUInt32BE(4) ?? 0;
      if (headBytes === 0 || headBytes > MAX_PART_BYTES || dataBytes > MAX_PART_BYTES) return;
      const body = await readFully(handle, offset + PREFIX_BYTES, headBytes + dataBytes);
      if (body === undefined) return;
      offset += PREFIX_BYTES + body.length;
      const head = JSON.parse(body.toString('utf8', 0, headBytes)) as FrameHead;
      yield { head, data: body.subarray(headBytes), end: offset };
    }
  } finally {
    await handle.close();
  }
}

async function readFully(handle: FileHandle, position: number, length: number): Promise<Buffer | undefined> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) return undefined;
    filled += bytesRead;
  }
  return buffer;
}
