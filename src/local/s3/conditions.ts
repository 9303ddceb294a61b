import type { IncomingHttpHeaders } from 'node:http';
import type { StoredObject } from '../objects/object-store.ts';
import { s3Error } from './s3-error.ts';

/** Refuses a read whose `If-…` headers the object doesn't meet: 412, or 304 where the client has it already. */
export function checkReadConditions(headers: IncomingHttpHeaders, object: StoredObject): void {
  const ifMatch = headers['if-match'];
  if (ifMatch !== undefined && !namesEtag(ifMatch, object)) throw s3Error('PreconditionFailed');
  const since = instantOf(headers['if-unmodified-since']);
  if (ifMatch === undefined && since !== undefined && seconds(object) > since)
    throw s3Error('PreconditionFailed');
  checkFreshness(headers, object);
}

/** Refuses a write that must not replace what is there. */
export function checkWriteConditions(headers: IncomingHttpHeaders, object: StoredObject | undefined): void {
  if (headers['if-none-match'] === '*' && object !== undefined) throw s3Error('PreconditionFailed');
  const ifMatch = headers['if-match'];
  if (ifMatch === undefined) return;
  if (object === undefined) throw s3Error('NoSuchKey');
  if (!namesEtag(ifMatch, object)) throw s3Error('PreconditionFailed');
}

function checkFreshness(headers: IncomingHttpHeaders, object: StoredObject): void {
  const ifNoneMatch = headers['if-none-match'];
  if (ifNoneMatch !== undefined) {
    if (namesEtag(ifNoneMatch, object)) throw s3Error('NotModified');
    return;
  }
  const since = instantOf(headers['if-modified-since']);
  if (since !== undefined && seconds(object) <= since) throw s3Error('NotModified');
}

function namesEtag(header: string, { etag }: StoredObject): boolean {
  const tags = header.split(',').map((tag) => tag.trim().replace(/^W\//, '').replaceAll('"', ''));
  return tags.includes('*') || tags.includes(etag);
}

function instantOf(header: string | undefined): number | undefined {
  const instant = Date.parse(header ?? '');
  return Number.isNaN(instant) ? undefined : Math.floor(instant / 1_000);
}

const seconds = ({ lastModified }: StoredObject): number => Math.floor(lastModified / 1_000);
