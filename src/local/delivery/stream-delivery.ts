import type { FaultRule } from '../faults/fault-rule.ts';
import type { Faults } from '../faults/faults.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import type { Content } from './build-object.ts';
import { type DeliveryOutcome, deliverSegment } from './deliver-segment.ts';
import type { Destination } from './destination.ts';
import type { FrameHead } from './frame.ts';
import type { Segment } from './segment.ts';
import type { SegmentFile, SegmentFolder } from './segment-folder.ts';

/** What delivering needs from the rest of the embedded AWS. */
export interface DeliverySurroundings {
  readonly objects: ObjectStore;
  readonly faults: Faults;
  /** Number of the next attempt to deliver, counted over all streams from 1. */
  readonly nextDelivery: () => number;
  readonly report: (destination: Destination, outcome: DeliveryOutcome) => void;
  /** Milliseconds until a failed delivery is tried again. */
  readonly retryMs: number;
}

/** Counts of one stream; `calls` are those with at least one stored record, `objects` what they were delivered as. */
export interface StreamTotals {
  calls: number;
  records: number;
  bytes: number;
  objects: number;
}

/** A stream's way from accepted records to objects: one buffer open at a time, closed by size or age, delivered in order. */
export interface StreamDelivery {
  /** What the stream stored and delivered so far, earlier processes included. */
  readonly totals: Readonly<StreamTotals>;
  /** Stores one call's records; when it returns they survive a kill. Throws when they can't be written. */
  accept(head: FrameHead, data: Buffer): void;
  /** Closes the buffer and tries to deliver everything that isn't waiting for another attempt. */
  flush(): Promise<void>;
  /** The same for what waits, too; what still can't be delivered stays on disk for the next start. */
  close(): Promise<void>;
}

type Delivered = Extract<DeliveryOutcome, { status: 'delivered' }>;
type OpenBuffer = Segment & SegmentFile;

/** A buffering interval of 0 delivers "in seconds" (doc); an object a call would be too many. */
const SHORTEST_BUFFER_MS = 500;
const LAST_ATTEMPTS = 3;
const USUALLY_LATE_MS = 10_000;

/** Starts delivering for a stream; segments of an earlier process that were not delivered come first. */
export function startDelivery(
  destination: Destination,
  folder: SegmentFolder,
  surroundings: DeliverySurroundings,
): StreamDelivery {
  const totals = sumReceipts(folder);
  const found = folder.undelivered();
  const queue = createQueue(destination, folder, surroundings, (segment, { content, keys }) => {
    totals.objects += keys.length;
    if (found.includes(segment)) addContent(totals, content);
  });
  let open: OpenBuffer | undefined;
  let age: NodeJS.Timeout | undefined;

  const closeBuffer = (): void => {
    clearTimeout(age);
    if (open === undefined) return;
    open.close();
    const { file, sequence, openedAt, uuid } = open;
    open = undefined;
    queue.add({ file, sequence, openedAt, uuid });
  };
  const openBuffer = (at: number): OpenBuffer => {
    const buffer = folder.open(at);
    age = setTimeout(closeBuffer, Math.max(destination.bufferMs, SHORTEST_BUFFER_MS));
    return buffer;
  };

  for (const segment of found) queue.add(segment);
  return {
    totals,
    accept(head, data) {
      open ??= openBuffer(head.at);
      open.append(head, data);
      addContent(totals, { calls: 1, records: head.lengths.length, bytes: data.length });
      if (open.bytes >= destination.bufferBytes) closeBuffer();
    },
    async flush() {
      closeBuffer();
      await queue.idle();
    },
    async close() {
      closeBuffer();
      await queue.close();
    },
  };
}

interface DeliveryQueue {
  add(segment: SegmentFile): void;
  /** Resolves when nothing is under way; what waits for another attempt may still wait. */
  idle(): Promise<unknown>;
  /** Tries what waits a few times more, without waiting, and stops. */
  close(): Promise<void>;
}

function createQueue(
  destination: Destination,
  folder: SegmentFolder,
  { objects, faults, nextDelivery, report, retryMs }: DeliverySurroundings,
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
    lane = lane.then(() => attempt(segment, 1));
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
    report(destination, outcome);
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

function sumReceipts(folder: SegmentFolder): StreamTotals {
  const totals = { calls: 0, records: 0, bytes: 0, objects: 0 };
  for (const receipt of folder.receipts()) {
    addContent(totals, receipt);
    totals.objects += receipt.keys.length;
  }
  return totals;
}

function addContent(totals: StreamTotals, { calls, records, bytes }: Content): void {
  totals.calls += calls;
  totals.records += records;
  totals.bytes += bytes;
}
