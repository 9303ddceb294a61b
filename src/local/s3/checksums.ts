import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { WireRequest } from '../service.ts';
import type { PlainBody } from './aws-chunked.ts';
import { s3Error } from './s3-error.ts';

const PREFIX = 'x-amz-checksum-';

/** What the base64 of each checksum must be. CRC32C and CRC64NVME are kept and given back, but not computed. */
const computed: Readonly<Record<string, (body: Buffer) => string>> = {
  crc32: (body) => crc32Base64(body),
  sha1: (body) => createHash('sha1').update(body).digest('base64'),
  sha256: (body) => createHash('sha256').update(body).digest('base64'),
};

const algorithms = ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256'];

/** Compares the body with all that the client says of it; returns its checksums as headers to store and give back. */
export function checkBody(
  request: WireRequest,
  { body, trailers }: PlainBody,
): Readonly<Record<string, string>> {
  checkMd5(request, body);
  checkSha256(request, body);
  const told: Record<string, string> = {};
  for (const algorithm of algorithms) {
    const name = PREFIX + algorithm;
    const value = request.headers[name] ?? trailers[name];
    if (typeof value !== 'string') continue;
    const expected = computed[algorithm]?.(body) ?? value;
    if (value !== expected) {
      throw s3Error(
        'BadDigest',
        `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
      );
    }
    told[name] = value;
  }
  return told;
}

function checkMd5(request: WireRequest, body: Buffer): void {
  const md5 = request.headers['content-md5'];
  if (typeof md5 !== 'string') return;
  if (Buffer.from(md5, 'base64').length !== 16) throw s3Error('InvalidDigest');
  if (createHash('md5').update(body).digest('base64') !== md5) throw s3Error('BadDigest');
}

function checkSha256(request: WireRequest, body: Buffer): void {
  const sha256 = request.headers['x-amz-content-sha256'];
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) return;
  if (createHash('sha256').update(body).digest('hex') !== sha256) throw s3Error('XAmzContentSHA256Mismatch');
}

function crc32Base64(body: Buffer): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return bytes.toString('base64');
}
