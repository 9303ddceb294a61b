import { WireError, type WireRequest } from '../service.ts';

/** A signature may be this much older or newer than the service's clock (doc). */
const TOLERANCE_MS = 5 * 60_000;
/** How far ahead the clock is where no order says it, in milliseconds. */
export const USUAL_SKEW_MS = 600_000;
const AMZ_DATE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** What a server whose clock is wrong says to a request: its error, if any, and the `Date` of its reply. */
export interface SkewedAnswer {
  readonly error: WireError | undefined;
  readonly date: string;
}

/** Judges a request's signature time by a clock that is `skewMs` ahead. A client that corrects its clock gets through. */
export function judgeBySkewedClock(request: WireRequest, skewMs = USUAL_SKEW_MS): SkewedAnswer {
  const now = request.receivedAt + skewMs;
  const signed = String(request.headers['x-amz-date'] ?? '');
  const match = AMZ_DATE.exec(signed);
  const [year = 0, month = 1, day, hour, minute, second] = (match ?? []).slice(1).map(Number);
  const signedAt = match ? Date.UTC(year, month - 1, day, hour, minute, second) : request.receivedAt;
  return { error: errorFor(signed, signedAt, now), date: new Date(now).toUTCString() };
}

function errorFor(signed: string, signedAt: number, now: number): WireError | undefined {
  const code = 'InvalidSignatureException';
  if (signedAt < now - TOLERANCE_MS) {
    const bounds = `${amzDate(now - TOLERANCE_MS)} (${amzDate(now)} - 5 min.)`;
    return new WireError(code, `Signature expired: ${signed} is now earlier than ${bounds}`);
  }
  if (signedAt > now + TOLERANCE_MS) {
    const bounds = `${amzDate(now + TOLERANCE_MS)} (${amzDate(now)} + 5 min.)`;
    return new WireError(code, `Signature not yet current: ${signed} is still later than ${bounds}`);
  }
  return undefined;
}

function amzDate(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/[-:]|\.\d{3}/g, '');
}
