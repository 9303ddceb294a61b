import type { WireError, WireReply, WireRequest } from '../service.ts';
import { element, textElement } from '../xml-element.ts';

/** The one owner of everything here: a canonical user id of the length of real ones. */
export const OWNER_ID = '0'.repeat(64);

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** A reply with an XML document whose root is `root`. */
export function xmlReply(request: WireRequest, root: string, ...content: readonly string[]): WireReply {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${NAMESPACE}">${content.join('')}</${root}>`;
  return { status: 200, headers: { ...idsOf(request), 'content-type': 'application/xml' }, body };
}

/** A reply without a body. */
export function emptyReply(
  request: WireRequest,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): WireReply {
  return { status, headers: { ...idsOf(request), ...headers }, body: '' };
}

/** S3's error form; an answer to HEAD and a 304 have no body, so that the status says all. */
export function errorReply(request: WireRequest, error: WireError): WireReply {
  if (request.method === 'HEAD' || error.status === 304) return emptyReply(request, error.status);
  const told = element(
    'Error',
    textElement('Code', error.code),
    textElement('Message', error.message),
    textElement('Resource', request.path),
    textElement('RequestId', request.requestId),
    textElement('HostId', request.requestId),
  );
  const headers = { ...idsOf(request), 'content-type': 'application/xml' };
  return { status: error.status, headers, body: `<?xml version="1.0" encoding="UTF-8"?>\n${told}` };
}

/** The headers that name a request. */
function idsOf(request: WireRequest): Readonly<Record<string, string>> {
  return { 'x-amz-request-id': request.requestId, 'x-amz-id-2': request.requestId };
}
