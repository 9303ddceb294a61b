/** Numbers from `first` to `last`, both included, from 1; an open end is `Infinity`. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/** Which calls a fault hits: a share of them at random (0 to 1), or those of these numbers. */
export type When =
  | { readonly kind: 'share'; readonly share: number }
  | { readonly kind: 'numbers'; readonly ranges: readonly Range[] };

/** What can be ordered; {@link FAULT_KINDS} says what each one is. */
export type FaultKind = keyof typeof FAULT_KINDS;

/** One order: what goes wrong, in which operations, and when. */
export interface FaultRule {
  readonly fault: FaultKind;
  /** Wire names such as `PutRecord`, or `*` for every operation of every service. */
  readonly on: readonly string[];
  readonly when: When;
  readonly parameters: FaultParameters;
}

/** Details of an order; what is left out is the service's usual value. */
export interface FaultParameters {
  readonly code?: string;
  readonly message?: string;
  readonly status?: number;
  /** Only records whose bytes contain this text (UTF-8). */
  readonly contains?: string;
  /** Only entries at these positions of the request, from 1. */
  readonly entries?: readonly Range[];
  readonly ms?: number;
  /** How often at the most. */
  readonly times?: number;
  /** Whether the records of a call that fails are stored all the same. */
  readonly stored?: 'yes' | 'no';
  readonly count?: number;
  readonly keep?: number;
}

/** All orders, and the seed that makes them the same for the same calls. */
export interface FaultScript {
  readonly seed: number;
  readonly rules: readonly FaultRule[];
}

/**
 * `entry` faults hit records, `door` faults stand before the operation, `reply` faults after it has stored, `creation`
 * faults hit what was just made, `delivery` faults hit objects.
 */
type Stage = 'entry' | 'door' | 'reply' | 'creation' | 'delivery';

interface KindOfFault {
  readonly stage: Stage;
  /** Operations that it is for when none is named. */
  readonly on: readonly string[];
  readonly parameters: readonly (keyof FaultParameters)[];
}

const PUTS = ['PutRecord', 'PutRecordBatch'];
const BATCH = ['PutRecordBatch'];
/** The name of the operation that no client calls: the delivery of one object. */
const DELIVERY = ['Delivery'];

const kind = (
  stage: Stage,
  on: readonly string[],
  ...parameters: (keyof FaultParameters)[]
): KindOfFault => ({
  stage,
  on,
  parameters: [...parameters, 'times'],
});

/** Every kind of fault with the parameters that it takes. */
export const FAULT_KINDS = {
  /** Entries come back with an error code inside of a 200; a share is a share of the entries. */
  'failed-entries': kind('entry', BATCH, 'code', 'message', 'contains', 'entries'),
  /** One such record makes the whole call fail, and nothing of it is stored. */
  poison: kind('entry', PUTS, 'code', 'message', 'status', 'contains', 'entries'),
  unavailable: kind('door', PUTS, 'stored', 'message'),
  'internal-failure': kind('door', PUTS, 'stored', 'message'),
  throttled: kind('door', PUTS, 'message'),
  'access-denied': kind('door', PUTS, 'message'),
  'expired-token': kind('door', PUTS, 'message'),
  /** The server's clock goes wrong by `ms` (600,000 when left out): signatures more than five minutes off are refused. */
  'clock-skew': kind('door', PUTS, 'ms'),
  error: kind('door', PUTS, 'code', 'message', 'status', 'stored'),
  'bare-413': kind('door', PUTS),
  html: kind('door', PUTS, 'status', 'stored'),
  'reset-before': kind('door', PUTS),
  'reset-after': kind('reply', PUTS),
  'empty-reply': kind('reply', PUTS),
  /** `RequestResponses` has only its first `keep` elements (half of them when left out). */
  'short-reply': kind('reply', BATCH, 'keep'),
  /** `FailedPutCount` says `count` whatever the entries say; left out: 0 when entries failed, 1 when none did. */
  contradict: kind('reply', BATCH, 'count'),
  truncated: kind('reply', PUTS),
  cut: kind('reply', PUTS),
  /** The reply comes `ms` (1,000 when left out) after the records were stored. */
  slow: kind('reply', PUTS, 'ms'),
  /** The stream is made, and becomes CREATING_FAILED instead of ACTIVE. */
  'creating-failed': kind('creation', ['CreateDeliveryStream'], 'code', 'message'),
  'disk-full': kind('delivery', DELIVERY),
  'delivered-twice': kind('delivery', DELIVERY),
  'delivered-late': kind('delivery', DELIVERY, 'ms'),
  'delivered-to-errors': kind('delivery', DELIVERY, 'code', 'message'),
} as const satisfies Record<string, KindOfFault>;

/** The stage of a fault, for whoever applies it. */
export function stageOf(rule: FaultRule): Stage {
  return FAULT_KINDS[rule.fault].stage;
}
