import type { EncodedRecord, RecordBlock } from './record.ts';

/** The limits of one PutRecordBatch: at most 500 records and 4,194,304 bytes (doc; whether raw or base64 is open). */
export interface BatchLimits {
  /** Most records in a batch. */
  readonly records: number;
  /** Most bytes in a batch, newlines included. */
  readonly bytes: number;
}

/** The content of one PutRecordBatch. */
export interface Batch {
  readonly records: readonly EncodedRecord[];
  /** Sum of the records' lengths, newlines included. */
  readonly bytes: number;
}

/**
 * Packs records into full batches, in order: the next record would break one of the limits.
 * The limits are read afresh for each batch and block, so a run may lower them. A record that is larger than
 * `limits.bytes` by itself goes alone. Several workers may call `next` at once.
 */
export async function* batches(
  blocks: AsyncIterable<Pick<RecordBlock, 'records'>>,
  limits: BatchLimits,
): AsyncGenerator<Batch, void, undefined> {
  const packer = new Packer(limits);
  for await (const block of blocks) yield* packer.pack(block.records);
  yield* packer.rest();
}

class Packer {
  readonly #limits: BatchLimits;
  #records: readonly EncodedRecord[] = [];
  #bytes = 0;

  constructor(limits: BatchLimits) {
    this.#limits = limits;
  }

  *pack(records: readonly EncodedRecord[]): Generator<Batch, void, undefined> {
    for (let from = 0; from < records.length; ) {
      const end = this.#fill(records, from);
      // The next record decides whether the batch is full, not the one that was added last.
      if (end < records.length) yield* this.rest();
      from = end;
    }
  }

  /** The batch at hand, if there is anything in it. */
  *rest(): Generator<Batch, void, undefined> {
    if (this.#records.length === 0) return;
    const batch = { records: this.#records, bytes: this.#bytes };
    this.#records = [];
    this.#bytes = 0;
    yield batch;
  }

  /** Takes over the records that there is room for, all at once, and returns the place of the next. */
  #fill(records: readonly EncodedRecord[], from: number): number {
    const { records: most, bytes: mostBytes } = this.#limits;
    const end = Math.min(records.length, from + most - this.#records.length);
    // Nothing is too large for an empty batch.
    const alone = this.#records.length === 0 ? records[from] : undefined;
    let at = alone ? from + 1 : from;
    let bytes = this.#bytes + (alone?.length ?? 0);
    while (at < end) {
      const { length } = records[at] as EncodedRecord;
      if (bytes + length > mostBytes) break;
      bytes += length;
      at += 1;
    }
    if (at > from) this.#records = joined(this.#records, records.slice(from, at));
    this.#bytes = bytes;
    return at;
  }
}

function joined(first: readonly EncodedRecord[], more: readonly EncodedRecord[]): readonly EncodedRecord[] {
  return first.length === 0 ? more : first.concat(more);
}
