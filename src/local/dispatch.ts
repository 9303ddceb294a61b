import { jsonError, unknownJsonOperation } from './json-protocol.ts';
import { formOf, targetOf } from './request-names.ts';
import { type Call, type Service, WireError, type WireReply, type WireRequest } from './service.ts';
import { escapeXml } from './xml.ts';

/** Stands around every call of every service: faults on order and the count of what was asked. */
export type Interceptor = (
  service: Service,
  call: Call,
  proceed: () => Promise<WireReply>,
) => Promise<WireReply>;

/** Answers a request by whatever means; it never rejects. */
export type Dispatch = (request: WireRequest) => Promise<WireReply>;

/** Finds the service of a request by `x-amz-target`, awsQuery `Action` or, for S3, by being the last one asked. */
export function createDispatch(
  services: readonly Service[],
  intercept: Interceptor,
  onFault: (error: unknown) => void,
): Dispatch {
  const counts = new Map<string, number>();
  const countOf = (name: string): number => {
    const number = (counts.get(name) ?? 0) + 1;
    counts.set(name, number);
    return number;
  };

  return async (request) => {
    const service = services.find((candidate) => candidate.claims(request));
    if (service === undefined || isForAnother(service, request)) return unclaimed(request);
    try {
      const operation = service.operationOf(request);
      if (operation === undefined) throw service.unknownOperation(request);
      const call = { request, operation, number: countOf(`${service.name}:${operation}`) };
      return await intercept(service, call, () => proceed(service, call));
    } catch (error) {
      return refusal(service, request, error, onFault);
    }
  };

  function proceed(service: Service, call: Call): Promise<WireReply> {
    return service.handle(call).catch((error: unknown) => refusal(service, call.request, error, onFault));
  }
}

function refusal(
  service: Service,
  request: WireRequest,
  error: unknown,
  onFault: (error: unknown) => void,
): WireReply {
  if (error instanceof WireError) return service.refuse(request, error);
  onFault(error);
  return service.refuse(
    request,
    new WireError('InternalFailure', 'The embedded AWS failed; its log says why.', 500),
  );
}

/**
 * S3 takes whatever no other service claims, so a signature tells requests that are meant for a service that isn't
 * here, such as Lambda with its REST-JSON.
 */
function isForAnother({ name }: Pick<Service, 'name'>, { headers }: WireRequest): boolean {
  const signedFor = /Credential=[^/]+\/[^/]+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1];
  return name === 's3' && signedFor !== undefined && signedFor !== 's3';
}

/** The error of the protocol that the request is in, for a service that isn't here. */
function unclaimed(request: WireRequest): WireReply {
  if (targetOf(request)) return jsonError(request, unknownJsonOperation());
  const action = formOf(request).get('Action');
  if (action === null && isForAnother({ name: 's3' }, request))
    return jsonError(request, unknownJsonOperation());
  if (action === null) return restError(request);
  const error = `<Type>Sender</Type><Code>InvalidAction</Code><Message>Could not find operation ${escapeXml(action)}</Message>`;
  const body = `<ErrorResponse><Error>${error}</Error><RequestId>${request.requestId}</RequestId></ErrorResponse>`;
  return xmlReply(request, 400, body);
}

function restError(request: WireRequest): WireReply {
  const error =
    '<Code>NotImplemented</Code><Message>No service of the embedded AWS has this operation.</Message>';
  return xmlReply(request, 501, `<Error>${error}<RequestId>${request.requestId}</RequestId></Error>`);
}

function xmlReply(request: WireRequest, status: number, body: string): WireReply {
  const headers = { 'content-type': 'text/xml', 'x-amzn-requestid': request.requestId };
  return { status, headers, body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}` };
}
