// Names and codes are those of the SDK's own HTTP handler, otherwise src/actions/failures.ts would take one for another.

/** Codes whose errors the SDK's handler calls timeouts. (Seen in it.) */
const TIMEOUT_CODES = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

/** An error of the connection under the name that the SDK's handler gives it. */
export function asSdkError(error: Error & { readonly code?: string }): Error {
  const isTimeout = error.code !== undefined && TIMEOUT_CODES.has(error.code);
  return isTimeout ? Object.assign(error, { name: 'TimeoutError' }) : error;
}

/** The reply hasn't begun in time: the call may have been carried out. */
export function lateReplyError(ms: number): Error {
  return timeout(`The request has exceeded its ${ms} ms.`, 'ETIMEDOUT');
}

/** The reply has begun, and then nothing came for too long. */
export function silentReplyError(ms: number): Error {
  return timeout(`The reply stopped for ${ms} ms.`);
}

/** Nothing was sent. The words matter: the SDK's handler has no code for it, so they are what tells it apart. */
export function noConnectionError(ms: number): Error {
  return timeout(`The request did not establish a connection with the server within ${ms} ms.`);
}

/** Somebody cut the call off; what it stored is unknown. */
export function abortError(signal: AbortSignal): Error {
  return Object.assign(new Error('Request aborted', { cause: signal.reason }), { name: 'AbortError' });
}

function timeout(message: string, code?: string): Error {
  return Object.assign(new Error(message), { name: 'TimeoutError', ...(code ? { code } : {}) });
}
