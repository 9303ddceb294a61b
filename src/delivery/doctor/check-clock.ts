import type { FirstAnswer } from '../../aws/server-clock.ts';
import { duration } from '../../report/format.ts';
import { RunError } from '../../report/run-error.ts';
import { type Finding, failed, ok } from './check.ts';

/** A signature may be this much older or newer than the service's clock. (doc) */
const TOLERANCE_MS = 5 * 60_000;

/** Holds this machine's clock against the one of the service. */
export function checkClock({ offMs }: Pick<FirstAnswer, 'offMs'>): Finding {
  if (offMs === undefined) {
    return {
      status: 'unknown',
      what: 'The answer has no Date.',
      next: 'Hold this clock against another one.',
    };
  }
  const off = `${duration(Math.abs(offMs) / 1_000)} ${offMs < 0 ? 'behind' : 'ahead of'} the service's`;
  if (Math.abs(offMs) > TOLERANCE_MS) return failed(skewed(off));
  return ok(Math.abs(offMs) < 1_000 ? "less than 1 s off the service's" : off);
}

function skewed(off: string): RunError {
  return new RunError('refused', {
    code: 'ClockSkew',
    message: `This clock is ${off}; a signature that is more than 5 minutes off is refused.`,
    next: 'Set the clock, for example with timedatectl set-ntp true. A run corrects its own signatures; other tools may not.',
  });
}
