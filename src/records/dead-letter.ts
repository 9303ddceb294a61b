import type { RecordOrigin, RejectReason } from './record.ts';

/** A dead letter as it was read back. */
export interface DeadLetter {
  readonly origin: RecordOrigin;
  /** Why its record was never sent; `undefined` where it was sent and not delivered. */
  readonly rejected: { readonly reason: RejectReason; readonly message: string } | undefined;
  readonly content:
    | { readonly kind: 'held'; readonly data: Uint8Array }
    | { readonly kind: 'reference'; readonly length: number; readonly sha256: string };
}

/** Reads one line of a dead-letter file; `undefined` where it isn't one, or is damaged. */
export function parseDeadLetter(line: string): DeadLetter | undefined {
  const { file, index, offset, reason, errorCode, errorMessage, maybeStored, ...rest } = parseObject(line);
  if (typeof file !== 'string' || typeof index !== 'number' || typeof offset !== 'number') return undefined;
  if (reason !== 'rejected' && reason !== 'undelivered') return undefined;
  const content = contentOf(rest);
  if (content === undefined) return undefined;
  const why: DeadLetter['rejected'] = {
    reason: errorCode === 'too-large' ? 'too-large' : 'malformed',
    message: String(errorMessage),
  };
  const rejected = reason === 'rejected' ? why : undefined;
  return { origin: { file, index, offset, maybeStored: maybeStored === true }, rejected, content };
}

function contentOf({ data, length, sha256 }: Record<string, unknown>): DeadLetter['content'] | undefined {
  if (typeof data === 'string') {
    // Node's decoder passes over what isn't base64, and a damaged letter must not become another record.
    const bytes = Buffer.from(data, 'base64');
    return bytes.toString('base64') === data ? { kind: 'held', data: bytes } : undefined;
  }
  if (typeof length !== 'number' || typeof sha256 !== 'string') return undefined;
  return { kind: 'reference', length, sha256 };
}

function parseObject(line: string): Record<string, unknown> {
  try {
    return { ...JSON.parse(line) };
  } catch {
    return {};
  }
}
