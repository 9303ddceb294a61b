import type { RecordOutcome } from '../../actions/outcomes.ts';
import { byCalls, callsBehind, detached, type Parcel, partOf } from './parcel.ts';
import type { Leftover } from './wire-queue.ts';

/** Thrown in place of a wait before the next call: the wait happens elsewhere, and holds no place on the wire. */
export class Postponement extends Error {
  override readonly name = 'Postponement';
}

/** An action's `sleep` that ends the action where it would wait. What must be sent again at once is. */
export async function postpone(ms: number): Promise<void> {
  if (ms > 0) throw new Postponement('The records wait for their next call.');
}

/** The upper bound of the first wait of a call, so that it goes on doubling where earlier calls left off. */
export function firstDelayMs(parcel: Parcel, baseDelayMs: number): number {
  // 2 ** 1024 is infinite, and 0 times that is no number.
  return baseDelayMs * 2 ** Math.min(callsBehind(parcel), 50);
}

/**
 * What a postponed call leaves behind: records that wait equally long stay together.
 *
 * @param outcomes - One a record of the parcel.
 * @param delayOf - The wait after a number of calls, in milliseconds.
 */
export function leftoversOf(
  parcel: Parcel,
  outcomes: readonly RecordOutcome[],
  delayOf: (calls: number) => number,
): Leftover[] {
  const calls = parcel.calls ?? parcel.records.map(() => 0);
  const pending = [...outcomes.keys()].filter((position) => outcomes[position]?.status === 'pending');
  const after = { ...parcel, earlier: outcomes, calls: calls.map((number) => number + 1) };
  const left = partOf(after, pending);
  // Those that come back from a second call all together have bytes of their own already; a few keep those of all.
  const isOwn = parcel.calls !== undefined && pending.length === parcel.records.length;
  return byCalls(left).map((part) => ({
    parcel: isOwn ? part : detached(part),
    delayMs: delayOf(callsBehind(part)),
  }));
}
