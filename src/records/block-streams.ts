import type { RecordBlock } from './record.ts';

/** The two parts of an input. */
export interface SplitBlocks {
  /** Records whose index is below the border. Read it to its end before the tail. */
  readonly head: AsyncGenerator<RecordBlock, void, undefined>;
  /** All others; ending it early ends the reading. */
  readonly tail: AsyncGenerator<RecordBlock, void, undefined>;
}

/**
 * Cuts the input in front of the record with index `border`, counted over the whole input, rejected ones included.
 * The head reads no further than it must; ending it early ends the reading too.
 */
export function splitAt(blocks: AsyncGenerator<RecordBlock, void, undefined>, border: number): SplitBlocks {
  const reading = new SplitReading(blocks, border);
  return { head: reading.head(), tail: reading.tail() };
}

class SplitReading {
  readonly #blocks: AsyncGenerator<RecordBlock, void, undefined>;
  readonly #border: number;
  #left: RecordBlock | undefined;

  constructor(blocks: AsyncGenerator<RecordBlock, void, undefined>, border: number) {
    this.#blocks = blocks;
    this.#border = border;
  }

  async *head(): AsyncGenerator<RecordBlock, void, undefined> {
    if (this.#border <= 0) return;
    let place: 'before the border' | 'at the border' = 'before the border';
    try {
      while (place === 'before the border') {
        const step = await this.#blocks.next();
        if (step.done === true) return;
        if (nextIndex(step.value) >= this.#border) place = 'at the border';
        yield this.#cut(step.value);
      }
    } finally {
      if (place === 'before the border') await this.#blocks.return();
    }
  }

  async *tail(): AsyncGenerator<RecordBlock, void, undefined> {
    try {
      if (this.#left !== undefined) yield this.#left;
      this.#left = undefined;
      yield* this.#blocks;
    } finally {
      await this.#blocks.return();
    }
  }

  /** The part of a block before the border; the rest waits for the tail. */
  #cut(block: RecordBlock): RecordBlock {
    const border = this.#border;
    const before = (record: { readonly index: number }) => record.index < border;
    const behind = (record: { readonly index: number }) => record.index >= border;
    const { records, rejected, inputBytes } = block;
    this.#left = {
      records: records.filter(behind),
      rejected: rejected.filter(behind),
      skippedLines: 0,
      inputBytes,
    };
    return { ...block, records: records.filter(before), rejected: rejected.filter(before) };
  }
}

/** The index that follows on the block's last record; 0 for a block without any. */
function nextIndex(block: RecordBlock): number {
  return Math.max(block.records.at(-1)?.index ?? -1, block.rejected.at(-1)?.index ?? -1) + 1;
}
