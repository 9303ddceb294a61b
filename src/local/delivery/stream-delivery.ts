import type { Content } from './build-object.ts';
import { createDeliveryQueue, type DeliverySurroundings } from './delivery-queue.ts';
import type { Destination } from './destination.ts';
import type { FrameHead } from './frame.ts';
import type { Segment } from './segment.ts';
import type { SegmentFile, SegmentFolder } from './segment-folder.ts';

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

type OpenBuffer = Segment & SegmentFile;

/** A buffering interval of 0 delivers "in seconds" (doc); an object a call would be too many. */
const SHORTEST_BUFFER_MS = 500;

/** Starts delivering for a stream; segments of an earlier process that were not delivered come first. */
export function startDelivery(
  destination: Destination,
  folder: SegmentFolder,
  surroundings: DeliverySurroundings,
): StreamDelivery {
  const totals = sumReceipts(folder);
  const found = folder.undelivered();
  const queue = createDeliveryQueue(destination, folder, surroundings, (segment, { content, keys }) => {
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
