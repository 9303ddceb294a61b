import type { Readable } from 'node:stream';
import type { BufferPool } from './buffer-pool.ts';

/** 500 entries with ids of 224 characters. (Seen in published traces of the service.) */
const USUAL_REPLY_BYTES = 128 * 1024;

/** More than a reply of the service can have; a larger one is believed as it comes, and not when it is announced. */
const LARGEST_LENT_BYTES = 1024 * 1024;

/**
 * Reads a reply into a lent buffer of its announced length; one that is longer grows out of it.
 *
 * @param announced - The header `content-length`, where there is one.
 * @throws The stream's error where it breaks off.
 */
export function collectReply(
  stream: Readable,
  pool: BufferPool,
  announced: string | undefined,
): Promise<Buffer> {
  let reply = pool.take(Math.min(Number(announced) || USUAL_REPLY_BYTES, LARGEST_LENT_BYTES));
  let length = 0;
  return new Promise((resolve, reject) => {
    stream.on('data', (chunk: Buffer) => {
      if (length + chunk.length > reply.length)
        reply = Buffer.concat([reply.subarray(0, length)], 2 * (length + chunk.length));
      reply.set(chunk, length);
      length += chunk.length;
    });
    stream.once('end', () => resolve(reply.subarray(0, length)));
    stream.once('error', reject);
    stream.once('close', () => {
      if (!stream.readableEnded) reject(brokenOff());
    });
  });
}

/** What Node calls a connection that ends in the middle. */
const brokenOff = () => Object.assign(new Error('The reply broke off.'), { code: 'ECONNRESET' });
