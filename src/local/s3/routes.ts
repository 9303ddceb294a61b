import type { WireRequest } from '../service.ts';
import { type Scope, scopeOfPath } from './s3-request.ts';

/** `METHOD scope subresource` to operation; the subresource is a parameter of the query that names what is meant. */
const routes: Readonly<Record<string, string>> = {
  'GET service': 'ListBuckets',
  'PUT bucket': 'CreateBucket',
  'HEAD bucket': 'HeadBucket',
  'DELETE bucket': 'DeleteBucket',
  'GET bucket': 'ListObjects',
  'GET bucket list-type': 'ListObjectsV2',
  'GET bucket versions': 'ListObjectVersions',
  'GET bucket location': 'GetBucketLocation',
  'GET bucket tagging': 'GetBucketTagging',
  'PUT bucket tagging': 'PutBucketTagging',
  'DELETE bucket tagging': 'DeleteBucketTagging',
  'GET bucket encryption': 'GetBucketEncryption',
  'PUT bucket encryption': 'PutBucketEncryption',
  'DELETE bucket encryption': 'DeleteBucketEncryption',
  'GET bucket publicAccessBlock': 'GetPublicAccessBlock',
  'PUT bucket publicAccessBlock': 'PutPublicAccessBlock',
  'DELETE bucket publicAccessBlock': 'DeletePublicAccessBlock',
  'POST bucket delete': 'DeleteObjects',
  'PUT object': 'PutObject',
  'GET object': 'GetObject',
  'HEAD object': 'HeadObject',
  'DELETE object': 'DeleteObject',
};

/** Parameters that only say how, never what. */
const MANNERS = new Set([
  'x-id',
  'prefix',
  'delimiter',
  'max-keys',
  'max-buckets',
  'marker',
  'key-marker',
  'version-id-marker',
  'encoding-type',
  'start-after',
  'continuation-token',
  'fetch-owner',
  'bucket-region',
]);

/** Wire name of the operation, or undefined for one that isn't here. */
export function operationOf(request: WireRequest): string | undefined {
  const scope: Scope = scopeOfPath(request.path);
  const route = [request.method, scope, ...subresources(request.query)].join(' ');
  return Object.hasOwn(routes, route) ? routes[route] : undefined;
}

function subresources(query: string): readonly string[] {
  const names = [...new URLSearchParams(query).keys()];
  // What signs a link in its query (`X-Amz-Signature` …) isn't checked here.
  return names.filter((name) => !MANNERS.has(name) && !name.toLowerCase().startsWith('x-amz-'));
}
