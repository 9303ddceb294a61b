import type { FaultRule } from '../faults/fault-rule.ts';
import type { EntryOrders } from '../faults/faults.ts';
import { type Call, WireError } from '../service.ts';
import type { OpenStream } from './open-stream.ts';
import { nextRecordId } from './record-ids.ts';
import { eachRecord, type Records, selectRecords } from './records.ts';

/** What became of one entry. */
export type EntryOutcome =
  | { readonly status: 'stored'; readonly recordId: string }
  | { readonly status: 'failed'; readonly code: string; readonly message: string };

type Failure = Extract<EntryOutcome, { status: 'failed' }>;

/** Code and message of an entry that a quota refused (seen). */
export const SLOW_DOWN = {
  status: 'failed',
  code: 'ServiceUnavailableException',
  message: 'Slow down.',
} as const;
/** Statuses of the codes that a failed entry and a whole call can both have. */
const STATUSES: Readonly<Record<string, number>> = { ServiceUnavailableException: 503, InternalFailure: 500 };

/**
 * Takes a call's records in: those that no quota and no order refuses are on disk when it returns.
 * One outcome an entry, in the order of the request. Throws for a call that fails as a whole.
 */
export function ingest(
  stream: OpenStream,
  call: Call,
  records: Records,
  orders: EntryOrders | undefined,
): readonly EntryOutcome[] {
  const failures = refuseEntries(stream, call, records, orders);
  const stored =
    failures.size === 0 ? records : selectRecords(records, (position) => !failures.has(position));
  const { requestId, receivedAt: at } = call.request;
  if (stored.lengths.length > 0) {
    const { data, ...shape } = stored;
    stream.delivery.accept({ requestId, operation: call.operation, call: call.number, at, ...shape }, data);
  }
  return records.lengths.map(
    (_, position) => failures.get(position) ?? { status: 'stored', recordId: nextRecordId() },
  );
}

/** The error of a whole call in the place of a failed entry: PutRecord has no entries. */
export function asCallError({ code, message }: Failure): WireError {
  return new WireError(code, message, STATUSES[code] ?? 400);
}

function refuseEntries(
  { buckets }: OpenStream,
  call: Call,
  records: Records,
  orders: EntryOrders | undefined,
): ReadonlyMap<number, Failure> {
  const failures = new Map<number, Failure>();
  if (buckets === undefined && orders === undefined) return failures;
  for (const [position, bytes] of eachRecord(records)) {
    const rule = orders?.(bytes, position + 1);
    if (rule?.fault === 'poison') throw poisoned(rule);
    if (rule) failures.set(position, orderedFailure(rule));
    else if (buckets && !buckets.takeRecord(call.request.receivedAt, bytes.length))
      failures.set(position, SLOW_DOWN);
  }
  return failures;
}

function poisoned({ parameters }: FaultRule): WireError {
  const message = parameters.message ?? 'A record of this request cannot be processed.';
  return new WireError(parameters.code ?? 'ValidationException', message, parameters.status ?? 400);
}

function orderedFailure({ parameters }: FaultRule): Failure {
  const code = parameters.code ?? SLOW_DOWN.code;
  const usual = code === SLOW_DOWN.code ? SLOW_DOWN.message : 'Internal Service Failure';
  return { status: 'failed', code, message: parameters.message ?? usual };
}
