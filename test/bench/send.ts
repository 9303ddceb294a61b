import { join } from 'node:path';
import { RECORD_BYTES } from './input.ts';
import type { Measured } from './measure.ts';
import type { Bench } from './section.ts';

/** One process that sent a file to the sink. */
export interface Sent extends Measured {
  /** What the sink counted of it. */
  readonly arrived: number;
  readonly isExact: boolean;
  /** CPU seconds of the sink meanwhile. */
  readonly sinkS: number;
}

/** What a sender is told of where to send, and the behaviour that is wanted of the sink. */
export interface SendOptions {
  readonly records: number;
  readonly wire?: 'TLS' | 'plain';
  readonly delayMs?: number;
  readonly failEvery?: number;
}

/** Nothing of whoever runs this: keys that mean nothing, no profile, no metadata service. */
const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_REGION: 'us-east-1',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};

/** Runs a sender to its end, and counts in the same run what arrived. */
export async function send(bench: Bench, command: readonly string[], options: SendOptions): Promise<Sent> {
  const { records, wire = 'TLS', delayMs = 0, failEvery = 0 } = options;
  const { sink } = bench;
  await sink.set({ delayMs, failEvery });
  const measured = await bench.measure(command, { environment: environmentOf(bench, wire) });
  const { records: arrived, bytes, cpuS: sinkS } = await sink.stats();
  const isExact = arrived === records && bytes >= records * RECORD_BYTES;
  return { ...measured, arrived, isExact, sinkS };
}

/** Where to send, and whom to trust; without TLS on this machine everything goes plain. */
export function environmentOf(bench: Bench, wire: 'TLS' | 'plain'): Readonly<Record<string, string>> {
  const { sink, folder } = bench;
  // What is kept between runs goes with the rest of the benchmark.
  const environment = { ...CREDENTIALS, XDG_CACHE_HOME: join(folder, 'kept') };
  if (wire === 'plain' || sink.tlsUrl === undefined) {
    return { ...environment, AWS_ENDPOINT_URL: sink.plainUrl };
  }
  return { ...environment, AWS_ENDPOINT_URL: sink.tlsUrl, NODE_EXTRA_CA_CERTS: sink.certificate };
}
