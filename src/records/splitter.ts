import type { BlockBuilder } from './block-builder.ts';

/** What turns the chunks of one file into records. Chunks are its own: it may write into them. */
export interface Splitter {
  /** Takes the next chunk. Throws `InputError` where the input can't go on; what came before is in the builder. */
  push(chunk: Buffer): void;
  /** The file ends here. */
  end(): void;
}

/** What a splitter has to know. */
export interface SplitterSettings {
  readonly file: string;
  /** Offset of the first byte that will be pushed, in bytes. */
  readonly offset: number;
  /** Whether that is the beginning of the file, or the first byte of a record in its middle. */
  readonly start: 'file' | 'record';
  readonly delimiter: 'newline' | 'none';
  readonly validation: 'on' | 'off';
  /** Largest encoded record in bytes, its newline included. */
  readonly recordBytes: number;
  readonly builder: BlockBuilder;
}

/** The sentence for a record over the limit; it isn't malformed, it is only never sent. */
export function tooLarge(where: string, bytes: number, recordBytes: number): string {
  return `${where}: the record takes ${bytes} bytes and at most ${recordBytes} can be sent; make it smaller.`;
}
