// snippet-start:[javascript.v3.firehose.helpers.Failures]
import type { PutRecordBatchResponseEntry } from '@aws-sdk/client-firehose';

/**
 * How a failure is treated. transient: retry · throttled: retry, and it costs time instead of an attempt ·
 * unreachable: nothing was sent, so it costs time too · ambiguous: retry, but the record may have been stored ·
 * clock-skew: retry at once, because the SDK has corrected its clock · permanent: don't retry.
 */
export type FailureClass =
  | 'transient'
  | 'throttled'
  | 'unreachable'
  | 'ambiguous'
  | 'clock-skew'
  | 'permanent';

/** One failure, of a whole call or of an entry. */
export interface Failure {
  readonly failureClass: FailureClass;
  readonly errorCode: string;
  readonly errorMessage: string;
}

/** A reply with status 200 that doesn't say what became of the records. They may have been stored. */
export class UnclearReplyError extends Error {
  override readonly name = 'UnclearReplyError';
}

/** The name of {@link NotSentError}. */
export const NOT_SENT_CODE = 'NotSentError';

/** A call that was made ready and then not sent. */
export class NotSentError extends Error {
  override readonly name = NOT_SENT_CODE;
}

// Source: the service model of Firehose, and the lists of throttling errors in AWS's own SDKs.
const THROTTLED = new Set([
  'ServiceUnavailableException',
  'ServiceUnavailable',
  'ThrottlingException',
  'Throttling',
  'ThrottledException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'SlowDown',
]);
const TRANSIENT = new Set([
  'InternalFailure',
  'InternalServerError',
  'InternalServerException',
  'RequestTimeout',
]);
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  NOT_SENT_CODE,
]);
const AMBIGUOUS = new Set([
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'TimeoutError',
  'AbortError',
  'UnclearReplyError',
]);
// What a service says to a signature of the wrong time. (Source: the list of the SDK's own classification.)
const CLOCK_SKEW = new Set([
  'AuthFailure',
  'InvalidSignatureException',
  'RequestExpired',
  'RequestInTheFuture',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
]);

/**
 * Tells how a failed call is to be treated, from the error that the SDK threw.
 *
 * @param error - Whatever was thrown; what isn't known is permanent.
 * @returns The class of the failure. (Source: the service model, the SDKs' lists of errors, and what was seen of the
 *   SDK's HTTP handler; each list above names its own.)
 * @example
 * ```ts
 * import { classifyError, UnclearReplyError } from './failures.ts';
 *
 * // Whoever sends these records again may store them twice.
 * const isAmbiguous = classifyError(new UnclearReplyError('The reply has no RecordId.')) === 'ambiguous';
 * ```
 */
export function classifyError(error: unknown): FailureClass {
  const { name, code, status, clockSkewCorrected } = describeError(error);
  if (THROTTLED.has(name) || status === 429) return 'throttled';
  // 408: whoever answered gave up before it had the whole call.
  if (TRANSIENT.has(name) || status === 408) return 'transient';
  if (UNREACHABLE.has(code) || UNREACHABLE.has(name) || isWithoutConnection(error)) return 'unreachable';
  if (AMBIGUOUS.has(code) || AMBIGUOUS.has(name) || isReplyOfNoHttp(code)) return 'ambiguous';
  if (status === 503) return 'throttled';
  // The SDK couldn't read the reply. With 200, or from a gateway, the records may have been stored.
  if (status === 200 || status >= 500) return 'ambiguous';
  // The SDK marks every error that comes with another time of day; only these are about the time.
  return clockSkewCorrected && CLOCK_SKEW.has(name) ? 'clock-skew' : 'permanent';
}

/** True where bytes came back that Node's parser can't read, which tells nothing of what the call stored. */
const isReplyOfNoHttp = (code: string) => code.startsWith('HPE_');

/** True where time ran out before there was a connection, so that nothing was sent. */
function isWithoutConnection(error: unknown): boolean {
  const { name, code, message } = describeError(error);
  const { syscall, errors } = (error ?? {}) as {
    readonly syscall?: string;
    readonly errors?: readonly { readonly syscall?: string }[];
  };
  // Node tries several addresses at once, and then gives one error for each.
  if (code === 'ETIMEDOUT') return (syscall ?? errors?.[0]?.syscall) === 'connect';
  // Seen in the SDK's HTTP handler, which gives its two timeouts the same name.
  return name === 'TimeoutError' && message.includes('did not establish a connection');
}

/**
 * Tells what a failed entry means for its record: it is throttled or transient; codes that nobody documented are
 * transient. (Source: PutRecordBatch in the API reference names `ServiceUnavailableException` and `InternalFailure`.)
 *
 * @param entry - An element of `RequestResponses`.
 * @returns The failure; `undefined` where the entry has no `ErrorCode`.
 */
export function failureOfEntry(entry: PutRecordBatchResponseEntry | undefined): Failure | undefined {
  if (!entry?.ErrorCode) return undefined;
  const failureClass = THROTTLED.has(entry.ErrorCode) ? 'throttled' : 'transient';
  return { failureClass, errorCode: entry.ErrorCode, errorMessage: entry.ErrorMessage ?? '' };
}

/**
 * Tells what the error of a call means for each of its records.
 *
 * @param error - Whatever the SDK threw.
 * @returns The failure, with Node's error code or else the error's name as its code.
 */
export function failureOfCall(error: unknown): Failure {
  const { name, code, message } = describeError(error);
  return { failureClass: classifyError(error), errorCode: code || name, errorMessage: message };
}

/**
 * Tells whether the service refused a call for what is in it, and not for the stream or the caller. (Source: seen in
 * published traces of the service; open for the service of today.)
 *
 * @param error - Whatever the SDK threw.
 * @returns True where a smaller or another batch may be taken.
 */
export function isRefusedForContent(error: unknown): boolean {
  const { name, message, status } = describeError(error);
  return name === 'ValidationException' || status === 413 || isRefusedForSize(name, message);
}

function isRefusedForSize(name: string, message: string): boolean {
  // Seen in published traces of the service; the API reference names no message.
  return name === 'InvalidArgumentException' && message.includes('Records size exceeds');
}

/** A refused signature is told with all headers that were signed, line by line, the session token among them. */
const firstLine = (message: string) => message.split('\n', 1)[0] ?? '';

/**
 * Reads the fields that the SDK, its HTTP handler and Node put on their errors.
 *
 * @param error - Whatever was thrown.
 * @returns Name, code, first line of the message, status and request id; what is missing is empty, and a status 0.
 */
export function describeError(error: unknown) {
  const { name, code, message, $metadata } = (error ?? {}) as {
    readonly name?: string;
    readonly code?: string;
    readonly message?: string;
    readonly $metadata?: { httpStatusCode?: number; requestId?: string; clockSkewCorrected?: boolean };
  };
  return {
    name: name ?? '',
    code: code ?? '',
    message: firstLine(message ?? String(error)),
    status: $metadata?.httpStatusCode ?? 0,
    requestId: $metadata?.requestId,
    clockSkewCorrected: $metadata?.clockSkewCorrected ?? false,
  };
}
// snippet-end:[javascript.v3.firehose.helpers.Failures]
