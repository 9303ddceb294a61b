import type { Interceptor } from '../dispatch.ts';
import type { WireReply } from '../service.ts';

/** How the calls of one operation ended since the server started. */
interface OperationCounts {
  calls: number;
  answered: number;
  refused: number;
  /** Connections that were reset or cut as ordered. */
  disturbed: number;
}

/** What the server saw of its callers. */
export interface CallCounts {
  /** By `SERVICE:OPERATION`. */
  readonly operations: Readonly<Record<string, OperationCounts>>;
  inFlight: number;
  mostInFlight: number;
}

/** Counts every call around `inner`. */
export function countCalls(inner: Interceptor): {
  readonly counts: CallCounts;
  readonly intercept: Interceptor;
} {
  const operations: Record<string, OperationCounts> = {};
  const counts = { operations, inFlight: 0, mostInFlight: 0 };
  const intercept: Interceptor = async (service, call, proceed) => {
    const name = `${service.name}:${call.operation}`;
    const own = operations[name] ?? { calls: 0, answered: 0, refused: 0, disturbed: 0 };
    operations[name] = own;
    own.calls += 1;
    counts.inFlight += 1;
    counts.mostInFlight = Math.max(counts.mostInFlight, counts.inFlight);
    try {
      const reply = await inner(service, call, proceed);
      own[endOf(reply)] += 1;
      return reply;
    } finally {
      counts.inFlight -= 1;
    }
  };
  return { counts, intercept };
}

function endOf({ status, disturbance }: WireReply): 'answered' | 'refused' | 'disturbed' {
  if (disturbance) return 'disturbed';
  return status < 400 ? 'answered' : 'refused';
}
