/** Where a record stands in the input. */
export interface RecordPosition {
  /** Number of the record in the whole input, over all files, counted from 0. */
  readonly index: number;
  /** Name of the file as the user gave it; `-` is standard input. */
  readonly file: string;
  /** Offset of the record's first byte in its file, in bytes, counted from 0. */
  readonly offset: number;
}

/** Where the record of a dead letter stood in the input that it first came from. */
export interface RecordOrigin extends RecordPosition {
  /** Whether it may have been stored then, all the same. */
  readonly maybeStored: boolean;
}

/** A record as it goes on the wire. */
export interface EncodedRecord extends RecordPosition {
  /** The record's bytes, its newline included; asking may cost a view, so ask once for each use. */
  readonly data: Uint8Array;
  /** Length of `data` in bytes; asking costs nothing. */
  readonly length: number;
  /** Present where the record was read from a dead letter. */
  readonly origin?: RecordOrigin | undefined;
}

/** Why a record was never sent. */
export type RejectReason = 'malformed' | 'too-large';

/** A record that is never sent, with what is needed to find it again. */
export interface RejectedRecord extends RecordPosition {
  readonly reason: RejectReason;
  /** Present where the record was read from a dead letter. */
  readonly origin?: RecordOrigin | undefined;
  /** One sentence: what is wrong, and where (file, line or record, byte offset). */
  readonly message: string;
  /** Length of the record as it stands in the input, in bytes. */
  readonly length: number;
  /** The record as it stands in the input, or a reference to it where it is too large to hold. */
  readonly content:
    | { readonly kind: 'held'; readonly data: Uint8Array }
    | { readonly kind: 'reference'; readonly sha256: string };
}

/**
 * What one step of reading gave. Records come in blocks, because a promise a record would cost more than the record.
 * Inside a block, `records` and `rejected` are each in the order of the input.
 */
export interface RecordBlock {
  readonly records: readonly EncodedRecord[];
  readonly rejected: readonly RejectedRecord[];
  /** Empty lines that were passed over in this block. */
  readonly skippedLines: number;
  /** Bytes of input consumed since the run began, over all files. */
  readonly inputBytes: number;
}
