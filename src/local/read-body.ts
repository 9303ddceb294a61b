import type { IncomingMessage } from 'node:http';

/** Firehose's largest call is about 5.5 MB on the wire (seen); every body up to 8 MiB and a little more is read. */
const MAX_BODY_BYTES = 8 * 1_024 * 1_024 + 64 * 1_024;

/** Bytes of all bodies that may be in memory at once, otherwise many slow clients take the process down. */
const MAX_BYTES_IN_FLIGHT = 512 * 1_024 * 1_024;

/** What became of reading a request's body. */
export type BodyOutcome =
  | { readonly status: 'read'; readonly body: Buffer }
  | { readonly status: 'too-large' }
  | { readonly status: 'overloaded' }
  | { readonly status: 'broken' };

/** Reads bodies, at most {@link MAX_BODY_BYTES} each and a bounded number of bytes together. */
export function createBodyReader(): (request: IncomingMessage) => Promise<BodyOutcome> {
  let inFlight = 0;
  return async (request) => {
    const announced = Number(request.headers['content-length'] ?? 0);
    if (announced > MAX_BODY_BYTES) return { status: 'too-large' };
    const body = createBody(announced);
    try {
      for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        inFlight += chunk.length;
        body.add(chunk);
        if (body.length() > MAX_BODY_BYTES) return { status: 'too-large' };
        if (inFlight > MAX_BYTES_IN_FLIGHT) return { status: 'overloaded' };
      }
      return { status: 'read', body: body.whole() };
    } catch {
      // The client went away or sent what is not HTTP: nobody is left to answer.
      return { status: 'broken' };
    } finally {
      inFlight -= body.length();
    }
  };
}

interface Body {
  add(chunk: Buffer): void;
  length(): number;
  whole(): Buffer;
}

/** A body of an announced length is copied into its place as it comes, otherwise all of it is in memory twice at the end. */
function createBody(announced: number): Body {
  const chunks: Buffer[] = [];
  let target: Buffer | undefined;
  let length = 0;
  return {
    length: () => length,
    add(chunk) {
      // Only once a good part has come: an announcement alone costs a hostile client nothing.
      if (target === undefined && announced > 0 && length * 4 >= announced)
        target = gather(chunks, announced);
      if (target === undefined) chunks.push(chunk);
      else chunk.copy(target, length);
      length += chunk.length;
    },
    whole: () => target ?? (chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, length)),
  };
}

function gather(chunks: readonly Buffer[], announced: number): Buffer {
  const target = Buffer.allocUnsafeSlow(announced);
  let offset = 0;
  for (const chunk of chunks) offset += chunk.copy(target, offset);
  return target;
}
