import type { LocalAws } from '../local/local-aws.ts';

type Totals = ReturnType<LocalAws['totals']>;

/** How long an embedded AWS is served, and where its lines go. */
export interface Serving {
  /** Ends the serving; what is buffered is delivered then. */
  readonly signal: AbortSignal;
  /** Takes one line without its newline. */
  readonly write: (line: string) => void;
  /** Milliseconds between two lines about what came in. @defaultValue 1,000 */
  readonly everyMs?: number;
}

/** Lines for a shell that send every SDK and the AWS CLI to this server. */
function environmentLines({ endpoint, region, credentials }: LocalAws): readonly string[] {
  return [
    `export AWS_ENDPOINT_URL=${endpoint}`,
    `export AWS_REGION=${region}`,
    `export AWS_DEFAULT_REGION=${region}`,
    `export AWS_ACCESS_KEY_ID=${credentials.accessKeyId}`,
    `export AWS_SECRET_ACCESS_KEY=${credentials.secretAccessKey}`,
  ];
}

/** Serves until the signal: first the lines to paste, then a line an interval in which records came in. */
export async function serveUntil(aws: LocalAws, { signal, write, everyMs = 1_000 }: Serving): Promise<void> {
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
function ingestLines(before: Totals, now: Totals): readonly string[] {
  return Object.entries(now).flatMap(([name, { calls, records, bytes, objects }]) => {
    const old = before[name] ?? { calls: 0, records: 0, bytes: 0, objects: 0 };
    if (calls === old.calls && objects === old.objects) return [];
    const added = `+${many(records - old.records, 'record')}, +${many(bytes - old.bytes, 'byte')} in ${many(calls - old.calls, 'call')}`;
    return [`${name}: ${added}; ${many(records, 'record')} stored, ${many(objects, 'delivered object')}`];
  });
}

const many = (value: number, noun: string): string =>
  `${value.toLocaleString('en-US')} ${noun}${value === 1 ? '' : 's'}`;

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
