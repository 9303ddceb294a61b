import type { EncodedRecord, RecordBlock, RecordOrigin, RejectedRecord, RejectReason } from './record.ts';
import { type Slab, SlabRecord } from './slab-record.ts';
import { withoutSparseChunk } from './sparse-records.ts';

/** A rejected record before it is numbered. */
export interface Rejection {
  readonly file: string;
  readonly offset: number;
  readonly reason: RejectReason;
  readonly message: string;
  readonly length: number;
  readonly content: RejectedRecord['content'];
  readonly origin?: RecordOrigin;
}

/** Collects what one chunk gave, and numbers the records of a run over all files. */
export class BlockBuilder {
  /** Bytes of input consumed since the run began, over all files; of compressed input the compressed bytes. */
  inputBytes = 0;
  #index = 0;
  #records: EncodedRecord[] = [];
  #rejected: RejectedRecord[] = [];
  #skippedLines = 0;

  /** @param firstIndex - Number of the first record. */
  constructor(firstIndex = 0) {
    this.#index = firstIndex;
  }

  /** Number of the next record: those met so far, the rejected ones and those before the first one included. */
  get count(): number {
    return this.#index;
  }

  /** Adds the record whose bytes, its newline included, begin at `start` of a slab. */
  add(slab: Slab, start: number, length: number): void {
    const records = this.#records;
    // A call of `push` isn't inlined here: without it, short lines are read a fifth faster.
    records[records.length] = new SlabRecord(this.#index, slab, start, length);
    this.#index += 1;
  }

  /** Adds a record that was read from a dead letter. */
  addAgain(file: string, offset: number, data: Uint8Array, origin: RecordOrigin): void {
    this.#records.push({ index: this.#index, file, offset, data, length: data.length, origin });
    this.#index += 1;
  }

  reject(rejection: Rejection): void {
    this.#rejected.push({ index: this.#index, ...rejection });
    this.#index += 1;
  }

  skipLine(): void {
    this.#skippedLines += 1;
  }

  /** Hands on what has been collected, and begins anew. */
  take(): RecordBlock {
    const block: RecordBlock = {
      records: withoutSparseChunk(this.#records),
      rejected: this.#rejected,
      skippedLines: this.#skippedLines,
      inputBytes: this.inputBytes,
    };
    this.#records = [];
    this.#rejected = [];
    this.#skippedLines = 0;
    return block;
  }
}
