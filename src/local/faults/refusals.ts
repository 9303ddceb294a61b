import { WireError } from '../service.ts';
import type { FaultRule } from './fault-rule.ts';

/** Code and status of a refusal in one family of services. */
interface Words {
  readonly code: string;
  readonly status: number;
  readonly message: string;
}

type Family = 'json' | 's3' | 'query';
type Refusal = 'unavailable' | 'throttled' | 'access-denied' | 'expired-token';

const EXPIRED = 'The security token included in the request is expired';

/** The same refusal is told with other codes in each protocol (doc). */
const WORDS: Readonly<Record<Refusal, Readonly<Record<Family, Words>>>> = {
  unavailable: {
    json: { code: 'ServiceUnavailableException', status: 503, message: 'Slow down.' },
    s3: { code: 'SlowDown', status: 503, message: 'Please reduce your request rate.' },
    query: { code: 'ServiceUnavailable', status: 503, message: 'Service is unavailable.' },
  },
  throttled: {
    json: { code: 'ThrottlingException', status: 400, message: 'Rate exceeded' },
    s3: { code: 'SlowDown', status: 503, message: 'Please reduce your request rate.' },
    query: { code: 'Throttling', status: 400, message: 'Rate exceeded' },
  },
  'access-denied': {
    json: { code: 'AccessDeniedException', status: 400, message: '' },
    s3: { code: 'AccessDenied', status: 403, message: 'Access Denied' },
    query: { code: 'AccessDenied', status: 403, message: '' },
  },
  'expired-token': {
    json: { code: 'ExpiredTokenException', status: 400, message: EXPIRED },
    s3: { code: 'ExpiredToken', status: 400, message: 'The provided token has expired.' },
    query: { code: 'ExpiredToken', status: 403, message: EXPIRED },
  },
};

/** The error that an ordered refusal is, as the service of this name would put it. */
export function refusalFor(rule: FaultRule, service: string, operation: string): WireError {
  const { code, message, status } = rule.parameters;
  if (rule.fault === 'internal-failure')
    return new WireError('InternalFailure', message ?? 'Internal Service Failure', 500);
  if (rule.fault === 'error')
    return new WireError(code ?? 'ValidationException', message ?? 'Ordered error.', status ?? 400);
  const words = WORDS[isRefusal(rule.fault) ? rule.fault : 'unavailable'][familyOf(service)];
  return new WireError(
    words.code,
    message ?? (words.message || notAuthorized(service, operation)),
    words.status,
  );
}

function isRefusal(fault: string): fault is Refusal {
  return Object.hasOwn(WORDS, fault);
}

function familyOf(service: string): Family {
  if (service === 'firehose' || service === 'logs') return 'json';
  return service === 's3' ? 's3' : 'query';
}

function notAuthorized(service: string, operation: string): string {
  const action = `${service}:${operation}`;
  const caller = 'User: arn:aws:iam::123456789012:user/local';
  return `${caller} is not authorized to perform: ${action} on resource: * because no identity-based policy allows the ${action} action`;
}
