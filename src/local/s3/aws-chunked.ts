import type { WireRequest } from '../service.ts';
import { s3Error } from './s3-error.ts';

/** A body as it is to be stored, and the headers that came behind it. */
export interface PlainBody {
  readonly body: Buffer;
  /** Lower-case names, such as `x-amz-checksum-crc32`. */
  readonly trailers: Readonly<Record<string, string>>;
}

const LINE_END = Buffer.from('\r\n');

/** Takes a body out of its `aws-chunked` wrapping, with or without signatures; another body is as it came. */
export function unwrapBody(request: WireRequest): PlainBody {
  const { headers, body } = request;
  const encoding = headers['content-encoding'] ?? '';
  const isStreaming = String(headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-');
  if (!isStreaming && !encoding.split(',').some((coding) => coding.trim() === 'aws-chunked')) {
    return { body, trailers: {} };
  }
  const plain = unwrap(body);
  const promised = headers['x-amz-decoded-content-length'];
  if (promised !== undefined && Number(promised) !== plain.body.length) throw s3Error('IncompleteBody');
  return plain;
}

function unwrap(wrapped: Buffer): PlainBody {
  const chunks: Buffer[] = [];
  let offset = 0;
  for (;;) {
    const { line, next } = readLine(wrapped, offset);
    const size = readSize(line);
    if (size === 0) return { body: Buffer.concat(chunks), trailers: readTrailers(wrapped, next) };
    const end = next + size;
    if (!wrapped.subarray(end, end + 2).equals(LINE_END)) throw s3Error('IncompleteBody');
    chunks.push(wrapped.subarray(next, end));
    offset = end + 2;
  }
}

/** `10000` or `10000;chunk-signature=…`: the signature isn't checked, since any credentials are good here. */
function readSize(line: string): number {
  const [hex = ''] = line.split(';', 1);
  if (/^[0-9a-f]{1,8}$/i.test(hex)) return Number.parseInt(hex, 16);
  throw s3Error('IncompleteBody');
}

function readTrailers(wrapped: Buffer, from: number): Readonly<Record<string, string>> {
  const lines = wrapped.toString('latin1', from).split(/\r?\n/);
  const fields = lines.map((line) => /^([^:\s]+):(.*)$/.exec(line));
  return Object.fromEntries(
    fields.flatMap((field) =>
      field === null ? [] : [[String(field[1]).toLowerCase(), String(field[2]).trim()]],
    ),
  );
}

function readLine(wrapped: Buffer, offset: number): { readonly line: string; readonly next: number } {
  const end = wrapped.indexOf(LINE_END, offset);
  if (end < 0) throw s3Error('IncompleteBody');
  return { line: wrapped.toString('latin1', offset, end), next: end + 2 };
}
