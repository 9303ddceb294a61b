import type { Compression } from './build-object.ts';

/** Where and how a stream delivers. */
export interface Destination {
  readonly streamName: string;
  readonly versionId: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly errorPrefix?: string;
  readonly compression: Compression;
  /** Bytes of records at which the buffer is closed. */
  readonly bufferBytes: number;
  /** Milliseconds after its opening at which the buffer is closed. */
  readonly bufferMs: number;
  /** Whether records are kept for `/_local/stored` once their object is delivered. */
  readonly stored: 'keep' | 'discard';
}
