import { validateHeaderName, validateHeaderValue } from 'node:http';
import { buildQueryString, type HttpRequest } from '@smithy/core/protocols';

/** Room for the head of a request; a longer one costs a copy of the body. (Seen: 0.8 KB without a session token.) */
export const HEAD_ROOM_BYTES = 4 * 1024;

/**
 * The bytes of a request as they go on the wire: the head is written into the memory in front of the body, so that one
 * write sends both and nothing is copied.
 *
 * @param body - With {@link HEAD_ROOM_BYTES} bytes of the same memory in front of it, which are overwritten.
 * @throws TypeError for a header that would break out of its line.
 */
export function requestBytes(request: HttpRequest, body: Buffer): Buffer {
  const head = headOf(request);
  const start = body.byteOffset - head.length;
  if (start < 0 || head.length > HEAD_ROOM_BYTES) return Buffer.concat([Buffer.from(head, 'latin1'), body]);
  const bytes = Buffer.from(body.buffer, start, head.length + body.length);
  bytes.write(head, 'latin1');
  return bytes;
}

function headOf({ method, path, query, headers }: HttpRequest): string {
  const queryString = buildQueryString(query);
  let head = `${method} ${queryString === '' ? path : `${path}?${queryString}`} HTTP/1.1\r\n`;
  for (const [name, value] of Object.entries(headers)) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    head += `${name}: ${value}\r\n`;
  }
  return `${head}connection: keep-alive\r\n\r\n`;
}
