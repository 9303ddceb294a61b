import type { Batch, BatchLimits } from '../../records/batches.ts';
import { type Backlog, createBacklog } from './backlog.ts';
import { createNews } from './news.ts';
import { nextOrAbort } from './next-or-abort.ts';
import { countWithin, cutAt, type Parcel } from './parcel.ts';

/** Decides what goes on the wire next: a new batch, or records that were sent before and are due again. */
export interface WireQueue {
  /** Reads new batches ahead until there are none any more, or the run is stopped. */
  readAhead(batches: AsyncIterator<Batch>): Promise<void>;
  /** What is to be sent next; `undefined` when nothing is left, or the run is stopped. One may wait at a time. */
  next(): Promise<Parcel | undefined>;
  /** A call has ended: what is left of its parcel waits here until it is due. */
  back(parcel: Parcel, leftovers: readonly Leftover[]): void;
  /** Gives a parcel back that wasn't sent at all. */
  unsent(parcel: Parcel): void;
  /** Parcels that wait to be sent again. */
  waiting(): number;
  /** Takes out what was sent and isn't settled, when the run is stopped. */
  drain(): Parcel[];
}

/** Records that are to be sent again. */
export interface Leftover {
  readonly parcel: Parcel;
  /** Wait before the next call, in milliseconds. */
  readonly delayMs: number;
}

/** Bounds and signals of a queue. */
export interface WireQueueOptions {
  /** What records that are sent again together keep within, as it is now. */
  readonly limits: BatchLimits;
  /** What no call may exceed, as it is now: a batch that was read before it was lowered is cut. */
  readonly largest: BatchLimits;
  /**
   * Calls on the wire at once; where they are all taken, the next one is made ready, and nothing can join it. What
   * doesn't fill a call goes then only if new batches went before it and more of them wait.
   */
  readonly places: number;
  /** Batches that are read ahead, at most. */
  readonly ahead: number;
  /** Memory for all that is read and not settled, in bytes; see {@link RECORD_COST_BYTES}. */
  readonly maxBufferBytes: number;
  /** No new batch is sent while more records than this wait to be sent again. */
  readonly maxWaitingRecords: number;
  /** No new batch, and no call at all: see `stopping.ts`. */
  readonly noNewBatches: AbortSignal;
  readonly noNewCalls: AbortSignal;
  /** @defaultValue performance.now */
  readonly now?: () => number;
}

/**
 * Bytes of new records that are read ahead or on the wire at once, at most: more than a second of the largest
 * documented quota. A larger number would make nothing faster, and on the wire each byte is held twice.
 */
export const MAX_BYTES_ON_WIRE = 8 * 1024 * 1024;
/** What holding a record costs beside its bytes, in bytes. (Seen: some 170 in Node 20, and as much for an outcome.) */
export const RECORD_COST_BYTES = 256;
/** New batches that may overtake what is due, so that the leftovers of several calls share one. */
const OVERTAKING = 3;

/** Makes an empty queue; aborting a signal wakes whoever waits for the next parcel. */
export function createWireQueue(options: WireQueueOptions): WireQueue {
  const queue = new Queue(options);
  const wake = () => queue.wake();
  options.noNewBatches.addEventListener('abort', wake, { once: true });
  options.noNewCalls.addEventListener('abort', wake, { once: true });
  return queue;
}

class Queue implements WireQueue {
  readonly #options: WireQueueOptions;
  readonly #now: () => number;
  readonly #news = createNews();
  readonly #backlog: Backlog = createBacklog();
  readonly #ready: Parcel[] = [];
  #source: 'open' | 'ended' = 'open';
  /** Memory of all that is here or on the wire. */
  #held = 0;
  #readyBytes = 0;
  #wireBytes = 0;
  #onWire = 0;
  /** New batches since the last leftovers went out. */
  #overtook = 0;

  constructor(options: WireQueueOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  wake(): void {
    this.#news.tell();
  }

  async readAhead(batches: AsyncIterator<Batch>): Promise<void> {
    try {
      for (let next = await this.#pull(batches); !next.done; next = await this.#pull(batches)) {
        const { records, bytes } = next.value;
        const parcel = { records, bytes, earlier: undefined, calls: undefined };
        while (!this.#hasRoomFor(parcel) && !this.#isEnding()) await this.#news.wait();
        if (this.#isEnding()) return;
        this.#ready.push(parcel);
        this.#readyBytes += parcel.bytes;
        this.#held += costOf(parcel);
        this.#news.tell();
      }
    } finally {
      this.#source = 'ended';
      this.#news.tell();
    }
  }

  async next(): Promise<Parcel | undefined> {
    for (;;) {
      if (this.#options.noNewCalls.aborted) return undefined;
      const now = this.#now();
      const parcel = this.#choose(now);
      if (parcel) {
        this.#onWire += 1;
        this.#wireBytes += parcel.bytes;
        // There may be room for reading on.
        this.#news.tell();
        return parcel;
      }
      const isFinished =
        this.#backlog.parcels === 0 &&
        (this.#isEnding() || (this.#source === 'ended' && !this.#ready.length));
      if (isFinished) return undefined;
      const dueAt = this.#backlog.nextDueAt();
      // What is due already waits for room on the wire, and its end is told.
      await this.#news.wait(dueAt > now ? dueAt - now : undefined);
    }
  }

  back(parcel: Parcel, leftovers: readonly Leftover[]): void {
    this.#leaveWire(parcel);
    this.#held -= costOf(parcel);
    const now = this.#now();
    for (const { parcel: left, delayMs } of leftovers) {
      this.#held += costOf(left);
      this.#backlog.add(left, now + delayMs);
    }
    this.#news.tell();
  }

  unsent(parcel: Parcel): void {
    this.#leaveWire(parcel);
    // A new batch that wasn't sent is pending by itself: it was read, and never taken.
    if (parcel.calls) this.#backlog.add(parcel, this.#now());
    this.#news.tell();
  }

  waiting(): number {
    return this.#backlog.parcels;
  }

  drain(): Parcel[] {
    return this.#backlog.drain();
  }

  #choose(now: number): Parcel | undefined {
    const { limits, maxWaitingRecords, places } = this.#options;
    const due = this.#backlog.due(now, limits);
    const fresh = this.#backlog.records > maxWaitingRecords ? undefined : this.#fresh();
    const isTurnOfOld =
      due === 'a full call' ||
      (due === 'something' && (fresh ? this.#overtook >= OVERTAKING : this.#onWire < places));
    if (!isTurnOfOld) return fresh && this.#fits(fresh.bytes) ? this.#takeFresh(fresh) : undefined;
    if (!this.#fits(this.#backlog.nextBytes(now, limits))) return undefined;
    this.#overtook = 0;
    return this.#backlog.take(now, limits);
  }

  /** The new batch whose turn it is; one that was read before the limits were lowered is cut. */
  #fresh(): Parcel | undefined {
    const [first] = this.#ready;
    if (!first || this.#isEnding()) return undefined;
    const count = countWithin(first, this.#options.largest);
    if (count === first.records.length) return first;
    this.#ready.splice(0, 1, ...cutAt(first, count));
    return this.#ready[0];
  }

  #takeFresh(fresh: Parcel): Parcel {
    this.#ready.shift();
    this.#readyBytes -= fresh.bytes;
    this.#overtook += 1;
    return fresh;
  }

  #fits(bytes: number): boolean {
    return this.#onWire === 0 || this.#wireBytes + bytes <= MAX_BYTES_ON_WIRE;
  }

  #hasRoomFor(parcel: Parcel): boolean {
    const { ahead, maxBufferBytes } = this.#options;
    const moving = this.#readyBytes + this.#wireBytes;
    return (
      this.#ready.length < ahead &&
      (moving === 0 || moving + parcel.bytes <= MAX_BYTES_ON_WIRE) &&
      (this.#held === 0 || this.#held + costOf(parcel) <= maxBufferBytes)
    );
  }

  #leaveWire(parcel: Parcel): void {
    this.#onWire -= 1;
    this.#wireBytes -= parcel.bytes;
  }

  #isEnding(): boolean {
    return this.#options.noNewBatches.aborted;
  }

  /** A source that is slow to answer doesn't hold up the stop. */
  #pull(batches: AsyncIterator<Batch>): Promise<IteratorResult<Batch>> {
    return nextOrAbort(batches, this.#options.noNewBatches);
  }
}

const costOf = ({ bytes, records }: Parcel) => bytes + records.length * RECORD_COST_BYTES;
