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
    if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return { status: 'too-large' };
    const chunks: Buffer[] = [];
    let bytes = 0;
    try {
      for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        chunks.push(chunk);
        bytes += chunk.length;
        inFlight += chunk.length;
        if (bytes > MAX_BODY_BYTES) return { status: 'too-large' };
        if (inFlight > MAX_BYTES_IN_FLIGHT) return { status: 'overloaded' };
      }
      return {
        status: 'read',
        body: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, bytes),
      };
    } catch {
      // The client went away or sent what is not HTTP: nobody is left to answer.
      return { status: 'broken' };
    } finally {
      inFlight -= bytes;
    }
  };
}
