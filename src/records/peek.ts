/** The first bytes of a stream of chunks, and the stream itself with nothing missing. */
export interface Peeked {
  /** At least as many bytes as were asked for, unless the stream is shorter. */
  readonly first: Buffer;
  readonly chunks: AsyncGenerator<Buffer>;
  /** Ends the stream unread; ending `chunks` before its first chunk would leave the source open. */
  close(): Promise<unknown>;
}

/** Looks at the first `count` bytes without taking them away. */
export async function peek(source: AsyncGenerator<Buffer>, count: number): Promise<Peeked> {
  let first: Buffer = Buffer.alloc(0);
  while (first.length < count) {
    const step = await source.next();
    if (step.done === true) break;
    first = first.length === 0 ? step.value : Buffer.concat([first, step.value]);
  }
  return { first, chunks: joined(first, source), close: () => source.return(undefined) };
}

async function* joined(first: Buffer, source: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (first.length > 0) yield first;
    yield* source;
  } finally {
    await source.return(undefined);
  }
}
