import { gunzipSync } from 'node:zlib';
import { WireError, type WireRequest } from './service.ts';

/** A body that unzips to more than this is no client's, but somebody's bomb. */
const MOST_UNZIPPED_BYTES = 8 * 1_048_576;

/** The body as the client meant it, for protocols in which `content-encoding: gzip` speaks of the transfer alone. */
export function plainBody(request: WireRequest): Buffer {
  if (request.headers['content-encoding'] !== 'gzip') return request.body;
  try {
    return gunzipSync(request.body, { maxOutputLength: MOST_UNZIPPED_BYTES });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new WireError('MalformedInput', `The body is no gzip that can be read: ${reason}`);
  }
}
