import { WireError, type WireReply, type WireRequest } from './service.ts';

/** AWS JSON 1.0 (CloudWatch) or 1.1 (Firehose, Logs), as the request's own content type says. */
function contentTypeFor(request: WireRequest): string {
  return request.headers['content-type']?.startsWith('application/x-amz-json-1.0')
    ? 'application/x-amz-json-1.0'
    : 'application/x-amz-json-1.1';
}

/** A reply of an AWS JSON service; instants in `body` must be epoch-second numbers, otherwise SDK v3 throws TypeError. */
export function jsonReply(request: WireRequest, body: object, status = 200): WireReply {
  return jsonTextReply(request, JSON.stringify(body), status);
}

/** The same for a body that is JSON text already. */
export function jsonTextReply(request: WireRequest, body: string, status = 200): WireReply {
  const headers = { 'content-type': contentTypeFor(request), 'x-amzn-requestid': request.requestId };
  return { status, headers, body };
}

/** `{"__type":"Code","message":"…"}`, the error form of AWS JSON 1.0 and 1.1. */
export function jsonError(request: WireRequest, error: WireError): WireReply {
  const reply = jsonReply(request, { __type: error.code, message: error.message }, error.status);
  return { ...reply, headers: { ...reply.headers, 'x-amzn-errortype': error.code } };
}

/** The error of an AWS JSON service for an operation that it doesn't have; the service's own message is empty too. */
export function unknownJsonOperation(): WireError {
  return new WireError('UnknownOperationException', '');
}

/** The request's JSON object; an empty body counts as `{}`, anything else is a SerializationException. */
export function jsonInput(request: WireRequest): Readonly<Record<string, unknown>> {
  if (request.body.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(request.body.toString('utf8'));
  } catch {
    throw new WireError('SerializationException', '');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new WireError('SerializationException', 'Start of structure or map found where not expected.');
  }
  return value as Readonly<Record<string, unknown>>;
}

/** Milliseconds since the epoch as the epoch-second number of a reply, milliseconds kept as a fraction. */
export function epochSeconds(milliseconds: number): number {
  return milliseconds / 1_000;
}
