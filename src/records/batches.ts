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
 * The limits are read afresh for every record, so a run may lower them. A record that is larger than `limits.bytes`
 * by itself goes alone. Several workers may call `next` at once.
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
  #records: EncodedRecord[] = [];
  #bytes = 0;

  constructor(limits: BatchLimits) {
    this.#limits = limits;
  }

  *pack(records: readonly EncodedRecord[]): Generator<Batch, void, undefined> {
    for (const record of records) {
      // The next record decides whether the batch is full, not the one that was added last.
      if (!this.#hasRoomFor(record)) yield* this.rest();
      this.#records.push(record);
      this.#bytes += record.data.length;
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

  #hasRoomFor(record: EncodedRecord): boolean {
    return (
      this.#records.length < this.#limits.records && this.#bytes + record.data.length <= this.#limits.bytes
    );
  }
}
