/** The largest that clients sent within the service's limits since the server started: what a test of a batcher looks at. */
export interface Largest {
  recordBytes: number;
  callRecords: number;
  callBytes: number;
}

/** Begins with nothing seen. */
export function createLargest(): {
  readonly largest: Largest;
  readonly see: (lengths: readonly number[]) => void;
} {
  const largest = { recordBytes: 0, callRecords: 0, callBytes: 0 };
  const see = (lengths: readonly number[]): void => {
    let bytes = 0;
    for (const length of lengths) {
      bytes += length;
      if (length > largest.recordBytes) largest.recordBytes = length;
    }
    largest.callBytes = Math.max(largest.callBytes, bytes);
    largest.callRecords = Math.max(largest.callRecords, lengths.length);
  };
  return { largest, see };
}
