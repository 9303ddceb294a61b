/**
 * Makes `sample_records.json`, byte for byte the same on every machine: `npx tsx resources/generate-sample-records.ts`.
 */
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const COUNT = 5_550;
const SEED = 20_250_601;
/** 2025-06-01T00:00:00Z, in seconds since 1970. */
const FIRST_TIMESTAMP = 1_748_736_000;
const ALERT_LEVELS = ['Low', 'Medium', 'High', 'Critical'] as const;
/** The networks kept for documentation (RFC 5737), with their shares in tenths. */
const NETWORKS = [
  ...Array(6).fill('198.51.100'),
  ...Array(3).fill('203.0.113'),
  '192.0.2',
] as readonly string[];

/** One record of the sample. */
export interface SampleRecord {
  readonly ip_address: string;
  /** Seconds since 1970; every record has a later one than the record before. */
  readonly timestamp: number;
  readonly alert_level: (typeof ALERT_LEVELS)[number];
}

/** The 5,550 records, all different. */
export function sampleRecords(): SampleRecord[] {
  const below = numbersFrom(SEED);
  let timestamp = FIRST_TIMESTAMP;
  return Array.from({ length: COUNT }, () => {
    timestamp += 1 + below(30);
    const network = NETWORKS[below(NETWORKS.length)] ?? '192.0.2';
    const level = ALERT_LEVELS[below(ALERT_LEVELS.length)] ?? 'Low';
    return { ip_address: `${network}.${100 + below(155)}`, timestamp, alert_level: level };
  });
}

/** The file's text: one JSON array, a record a line. */
export function sampleFile(): string {
  const lines = sampleRecords().map((record) => JSON.stringify(record));
  return `[\n${lines.join(',\n')}\n]\n`;
}

/** Whole numbers from 0 to below `bound`, always the same for one seed (xorshift, 32 bits). */
function numbersFrom(seed: number): (bound: number) => number {
  let state = seed | 0;
  return (bound) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % bound;
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(new URL('sample_records.json', import.meta.url), sampleFile());
}
