import type { WireRequest } from '../service.ts';
import { s3Error } from './s3-error.ts';

/** A request as S3 understands it, path style: `/BUCKET/KEY?…`. */
export interface S3Request {
  readonly wire: WireRequest;
  /** Empty when the request is about no bucket. */
  readonly bucket: string;
  /** Empty when the request is about no object. A key may begin with `/` or hold `..`: it is a name and no path. */
  readonly key: string;
  /** Decoded parameters of the query. */
  readonly query: URLSearchParams;
}

/** What the request is about. */
export type Scope = 'service' | 'bucket' | 'object';

/** Bucket and key of a raw path, still percent-encoded. */
function splitPath(path: string): { readonly bucket: string; readonly key: string } {
  const slash = path.indexOf('/', 1);
  return slash < 0
    ? { bucket: path.slice(1), key: '' }
    : { bucket: path.slice(1, slash), key: path.slice(slash + 1) };
}

/** What a raw path is about. */
export function scopeOfPath(path: string): Scope {
  const { bucket, key } = splitPath(path);
  if (key !== '') return 'object';
  return bucket === '' ? 'service' : 'bucket';
}

/** Decodes the request; a path that is no UTF-8 is refused. */
export function readS3Request(wire: WireRequest): S3Request {
  const { bucket, key } = splitPath(wire.path);
  return { wire, bucket: decode(bucket), key: decode(key), query: new URLSearchParams(wire.query) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw s3Error('InvalidURI');
  }
}
