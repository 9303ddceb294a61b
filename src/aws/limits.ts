/** Direct PUT quota of a stream, PutRecord and PutRecordBatch together. */
export interface StreamQuota {
  readonly recordsPerSecond: number;
  readonly requestsPerSecond: number;
  readonly bytesPerSecond: number;
}

const LARGE_REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1'];

/** The documented quota of a new stream in a Region. (Source: "Amazon Data Firehose quota" in the developer guide.) */
export function regionQuota(region: string | undefined): StreamQuota {
  return region !== undefined && LARGE_REGIONS.includes(region)
    ? { recordsPerSecond: 500_000, requestsPerSecond: 2_000, bytesPerSecond: 5 * 1024 * 1024 }
    : { recordsPerSecond: 100_000, requestsPerSecond: 1_000, bytesPerSecond: 1024 * 1024 };
}
