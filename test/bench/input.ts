import { closeSync, existsSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes of a record, its newline included. */
export const RECORD_BYTES = 77;

const RECORDS_A_BLOCK = 10_000;

/** Writes a file of NDJSON records of 77 bytes, the same for the same number, unless it is there. */
export function makeInput(folder: string, records: number): string {
  const file = join(folder, `${records}.ndjson`);
  if (existsSync(file)) return file;
  const output = openSync(file, 'wx');
  for (let first = 0; first < records; first += RECORDS_A_BLOCK) {
    const count = Math.min(RECORDS_A_BLOCK, records - first);
    writeSync(output, Array.from({ length: count }, (_, place) => lineOf(first + place)).join(''));
  }
  closeSync(output);
  return file;
}

/** Two shapes of the same length; no two records of a file are equal. */
function lineOf(index: number): string {
  // A step of the linear congruential generator of "Numerical Recipes", seeded with the record's index.
  const random = (Math.imul(index, 1_664_525) + 1_013_904_223) >>> 16;
  const octet = 100 + (random % 155);
  const timestamp = 1_748_736_000 + index;
  return random & 1
    ? `{"ip_address":"203.0.113.${octet}","timestamp":${timestamp},"alert_level":"Medium"}\n`
    : `{"ip_address":"192.0.2.${octet}","timestamp":${timestamp},"alert_level":"Critical"}\n`;
}
