import type { StreamTotals } from './delivery/stream-delivery.ts';
import { type LocalAws, type LocalAwsOptions, startLocalAws } from './local-aws.ts';

/** How to serve an embedded AWS from the command line. */
export interface ServeOptions extends LocalAwsOptions {
  /** Ends the serving; what is buffered is delivered then. */
  readonly signal: AbortSignal;
  /** Takes one line without its newline. */
  readonly write: (line: string) => void;
  /** Milliseconds between two lines about what came in. @defaultValue 1,000 */
  readonly everyMs?: number;
}

/** Lines for a shell that send every SDK and the AWS CLI to this server. */
export function environmentLines({ endpoint, region, credentials }: LocalAws): readonly string[] {
  return [
    `export AWS_ENDPOINT_URL=${endpoint}`,
    `export AWS_REGION=${region}`,
    `export AWS_DEFAULT_REGION=${region}`,
    `export AWS_ACCESS_KEY_ID=${credentials.accessKeyId}`,
    `export AWS_SECRET_ACCESS_KEY=${credentials.secretAccessKey}`,
  ];
}

/** Serves until the signal: first the lines to paste, then a line an interval in which records came in. */
export async function serveLocalAws(options: ServeOptions): Promise<void> {
  const { signal, write, everyMs = 1_000 } = options;
  const aws = await startLocalAws(options);
  write(`The embedded AWS listens on ${aws.endpoint}; objects lie in ${aws.objectsDir}`);
  for (const line of environmentLines(aws)) write(line);
  let before = structuredClone(aws.totals());
  const tell = (): void => {
    const now = structuredClone(aws.totals());
    for (const line of ingestLines(before, now)) write(line);
    before = now;
  };
  const timer = setInterval(tell, everyMs);
  await aborted(signal);
  clearInterval(timer);
  await aws.close();
  tell();
}

/** A line for each stream that stored something between two looks at the totals. */
function ingestLines(
  before: Readonly<Record<string, StreamTotals>>,
  now: Readonly<Record<string, StreamTotals>>,
): readonly string[] {
  return Object.entries(now).flatMap(([name, { calls, records, bytes, objects }]) => {
    const old = before[name] ?? { calls: 0, records: 0, bytes: 0, objects: 0 };
    if (calls === old.calls && objects === old.objects) return [];
    const added = `+${count(records - old.records)} records, +${count(bytes - old.bytes)} bytes in ${count(calls - old.calls)} calls`;
    return [`${name}: ${added}; ${count(records)} records stored, ${count(objects)} objects delivered`];
  });
}

const count = (value: number): string => value.toLocaleString('en-US');

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
