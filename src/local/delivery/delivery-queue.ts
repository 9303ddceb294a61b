import type { FaultRule } from '../faults/fault-rule.ts';
import type { Faults } from '../faults/faults.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { type DeliveryOutcome, deliverSegment } from './deliver-segment.ts';
import type { Destination } from './destination.ts';
import type { SegmentFile, SegmentFolder } from './segment-folder.ts';

/** What delivering needs from the rest of the embedded AWS. */
export interface DeliverySurroundings {
  readonly objects: ObjectStore;
  readonly faults: Faults;
  /** Number of the next attempt to deliver, counted over all streams from 1. */
  readonly nextDelivery: () => number;
  readonly report: (outcome: DeliveryOutcome) => void;
  /** Milliseconds until a failed delivery is tried again. */
  readonly retryMs: number;
  /** Told of a failure that is this server's own. */
  readonly onFault: (error: unknown) => void;
}

type Delivered = Extract<DeliveryOutcome, { status: 'delivered' }>;

const LAST_ATTEMPTS = 3;
const USUALLY_LATE_MS = 10_000;

/** Delivers a stream's closed segments one after the other, and those that failed again. */
export interface DeliveryQueue {
  add(segment: SegmentFile): void;
  /** Resolves when nothing is under way; what waits for another attempt may still wait. */
  idle(): Promise<unknown>;
  /** Tries what waits a few times more, without waiting, and stops. */
  close(): Promise<void>;
}

/** `onDelivered` is told of each segment once, when its objects lie in the bucket. */
export function createDeliveryQueue(
  destination: Destination,
  folder: SegmentFolder,
  { objects, faults, nextDelivery, report, retryMs, onFault }: DeliverySurroundings,
  onDelivered: (segment: SegmentFile, outcome: Delivered) => void,
): DeliveryQueue {
  let lane: Promise<unknown> = Promise.resolve();
  let closing = false;
  const waiting = new Map<SegmentFile, NodeJS.Timeout>();
  /** Orders of the segments that have been late already: nothing is late twice. */
  const wereLate = new Map<SegmentFile, readonly FaultRule[]>();

  const add = (segment: SegmentFile): void => {
    clearTimeout(waiting.get(segment));
    waiting.delete(segment);
    // A lane that rejects would never deliver again.
    lane = lane.then(() => attempt(segment, 1)).catch(onFault);
  };
  const wait = (segment: SegmentFile, ms: number): void => {
    waiting.set(
      segment,
      setTimeout(() => add(segment), ms),
    );
  };
  const attempt = async (segment: SegmentFile, number: number): Promise<void> => {
    const orders = wereLate.get(segment) ?? faults.onDelivery(nextDelivery());
    const late = orders.find(({ fault }) => fault === 'delivered-late');
    if (late && !wereLate.has(segment) && !closing) {
      wereLate.set(segment, orders);
      return wait(segment, late.parameters.ms ?? USUALLY_LATE_MS);
    }
    wereLate.delete(segment);
    const outcome = await deliverSegment(segment, folder, destination, objects, orders);
    report(outcome);
    if (outcome.status === 'delivered') return onDelivered(segment, outcome);
    if (!closing) return wait(segment, retryMs);
    if (number < LAST_ATTEMPTS) return attempt(segment, number + 1);
  };

  return {
    add,
    idle: () => lane,
    async close() {
      closing = true;
      await lane;
      for (const segment of [...waiting.keys()]) add(segment);
      await lane;
    },
  };
}
