const NEWLINE = 10;
/** A longer line comes in pieces. No record is longer than 1,024,000 bytes, so it is several without a newline. */
export const PIECE_BYTES = 4 * 1024 * 1024;

/**
 * Cuts bytes into lines, each with its newline; the last one may have none. What one chunk completes comes as one block,
 * because a promise a line would cost more than the line. Memory is bounded by the chunk and one piece.
 */
export async function* linesOf(
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<readonly Buffer[], void, undefined> {
  let open: Buffer[] = [];
  let openBytes = 0;
  for await (const chunk of chunks) {
    const block: Buffer[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const line = chunk.subarray(start, end + 1);
      block.push(openBytes === 0 ? line : Buffer.concat([...open, line]));
      open = [];
      openBytes = 0;
      start = end + 1;
    }
    if (start < chunk.length) {
      open.push(chunk.subarray(start));
      openBytes += chunk.length - start;
    }
    if (openBytes >= PIECE_BYTES) {
      block.push(Buffer.concat(open));
      open = [];
      openBytes = 0;
    }
    if (block.length > 0) yield block;
  }
  if (openBytes > 0) yield [Buffer.concat(open)];
}
