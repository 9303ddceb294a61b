import type { WireRequest } from './service.ts';
import { plainBody } from './unzip.ts';

const FORM = 'application/x-www-form-urlencoded';
const SCOPE = /Credential=[^/,\s]+\/\d{8}\/([^/,\s]+)\/([^/,\s]+)\/aws4_request/;

const forms = new WeakMap<WireRequest, URLSearchParams>();

/** `Firehose_20150804.PutRecord` from the header `x-amz-target`, split at its last dot; undefined without one. */
export function targetOf(
  request: WireRequest,
): { readonly prefix: string; readonly operation: string } | undefined {
  const target = request.headers['x-amz-target'];
  if (typeof target !== 'string') return undefined;
  const dot = target.lastIndexOf('.');
  return { prefix: target.slice(0, Math.max(dot, 0)), operation: target.slice(dot + 1) };
}

/** The parameters of an awsQuery request: its form body, or the query string of a GET; parsed once a request. */
export function formOf(request: WireRequest): URLSearchParams {
  const known = forms.get(request);
  if (known) return known;
  const isForm = request.headers['content-type']?.startsWith(FORM) ?? false;
  const form = new URLSearchParams(isForm ? formBody(request) : request.query);
  forms.set(request, form);
  return form;
}

// A body that can't be unzipped names no operation; who claims it must not fail for that.
function formBody(request: WireRequest): string {
  try {
    return plainBody(request).toString('utf8');
  } catch {
    return '';
  }
}

/** Region and service of the credential scope that the request was signed for; undefined for an unsigned request. */
export function scopeOf(
  request: WireRequest,
): { readonly region: string; readonly service: string } | undefined {
  const match = SCOPE.exec(request.headers.authorization ?? '');
  return match?.[1] && match[2] ? { region: match[1], service: match[2] } : undefined;
}
