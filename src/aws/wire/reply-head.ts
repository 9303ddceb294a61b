import type { WireReply } from './reply.ts';

/** What the head of a plain reply tells. */
export interface ReplyHead extends Pick<WireReply, 'status' | 'reason' | 'headers'> {
  /** Where the body begins, in bytes from the reply's first. */
  readonly bodyAt: number;
  /** Of the body, in bytes. */
  readonly length: number;
}

const VERSION = 'HTTP/1.1 ';
const END = '\r\n\r\n';
/** A status with a body, then headers of one line each; every other form is left to Node. */
const PLAIN = /^HTTP\/1\.1 ([2-5]\d\d) ([^\r\n]*)((?:\r\n[\w!#$%&'*+.^`|~-]+:[^\r\n]*)*)$/;
const WITHOUT_BODY = [204, 205, 304];
/** Headers that change where a reply ends, or what the connection is from then on. */
const UNUSUAL = ['transfer-encoding', 'trailer', 'upgrade'];
/** No head of the service comes near it. (Node's own limit for all headers.) */
const LARGEST_HEAD_BYTES = 16 * 1024;

/**
 * Reads the head of a reply that has the plain form: one reply of HTTP/1.1 with a body of an announced length.
 *
 * @param bytes - The reply from its first byte on, as far as it has come.
 * @returns `undefined` where the head isn't whole yet; `unusual` where it has to be read by somebody who knows all of
 *   HTTP.
 */
export function readReplyHead(bytes: Buffer): ReplyHead | 'unusual' | undefined {
  const end = bytes.indexOf(END);
  if (end < 0) return canBecomePlain(bytes) ? undefined : 'unusual';
  const plain = PLAIN.exec(bytes.toString('latin1', 0, end));
  if (plain === null) return 'unusual';
  const [, status = '', reason = '', lines = ''] = plain;
  const headers = headersOf(lines);
  const length = headers['content-length'] ?? '';
  const isPlain =
    /^\d{1,9}$/.test(length) &&
    !WITHOUT_BODY.includes(Number(status)) &&
    !UNUSUAL.some((name) => headers[name] !== undefined);
  if (!isPlain) return 'unusual';
  return { status: Number(status), reason, headers, bodyAt: end + END.length, length: Number(length) };
}

/** Otherwise somebody who speaks no HTTP would be waited for until the time of the call is up. */
function canBecomePlain(bytes: Buffer): boolean {
  const text = bytes.toString('latin1', 0, LARGEST_HEAD_BYTES + 1);
  const isStart = text.startsWith(VERSION) || VERSION.startsWith(text);
  return isStart && !/(^|[^\r])\n/.test(text) && text.length <= LARGEST_HEAD_BYTES;
}

function headersOf(lines: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of lines.split('\r\n').slice(1)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  return headers;
}
