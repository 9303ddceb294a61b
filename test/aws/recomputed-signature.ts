import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** A request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const sha256 = (data: Buffer | string) => createHash('sha256').update(data).digest('hex');
const hmac = (key: Buffer | string, data: string) => createHmac('sha256', key).update(data).digest();

/**
 * The header `authorization` that a request must have, worked out anew from what arrived. (Doc: Signature Version 4 in
 * the IAM user guide.)
 */
export function recomputedAuthorization(
  request: WireRequest,
  caller: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly region: string },
): string {
  const date = String(request.headers['x-amz-date']);
  const scope = [date.slice(0, 8), caller.region, 'firehose', 'aws4_request'];
  const signedHeaders = signedHeadersOf(request);
  const text = ['AWS4-HMAC-SHA256', date, scope.join('/'), sha256(canonicalRequest(request, signedHeaders))];
  const key = scope.reduce<Buffer | string>(
    (secret, part) => hmac(secret, part),
    `AWS4${caller.secretAccessKey}`,
  );
  const signature = hmac(key as Buffer, text.join('\n')).toString('hex');
  return [
    `AWS4-HMAC-SHA256 Credential=${caller.accessKeyId}/${scope.join('/')}`,
    `SignedHeaders=${signedHeaders.join(';')}`,
    `Signature=${signature}`,
  ].join(', ');
}

/** Names of the headers that the signature covers. */
export function signedHeadersOf({ headers }: WireRequest): readonly string[] {
  return (
    String(headers.authorization)
      .match(/SignedHeaders=([^,]+)/)?.[1]
      ?.split(';') ?? []
  );
}

function canonicalRequest({ method, url, headers, body }: WireRequest, signed: readonly string[]): string {
  const [path = '', query = ''] = url.split('?');
  const lines = signed.map((name) => `${name}:${String(headers[name]).trim().replace(/\s+/g, ' ')}\n`);
  // Every service but S3 has its path encoded once more.
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return [
    method,
    encoded,
    query.split('&').sort().join('&'),
    lines.join(''),
    signed.join(';'),
    sha256(body),
  ].join('\n');
}
