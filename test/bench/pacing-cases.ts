import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createOtherProducer } from './other-producer.ts';

/** How a sender did against one quota. */
export interface PacingResult {
  readonly name: string;
  readonly seconds: number;
  /** What was stored, by all producers together, as a share of what the quota allowed for after the first seconds. */
  readonly use: number;
  /** Records of the sender that were throttled after the first seconds, as a share of those that it sent. */
  readonly throttled: number;
}

interface PacingCase {
  readonly name: string;
  readonly bytesPerSecond: number;
  /** Share of the quota that somebody else takes in the second third of the time. */
  readonly others: number;
}

const CASES: readonly PacingCase[] = [
  { name: '5 MiB/s', bytesPerSecond: 5_242_880, others: 0 },
  { name: '1 MiB/s', bytesPerSecond: 1_048_576, others: 0 },
  { name: '5 MiB/s, half of it taken by another producer midway', bytesPerSecond: 5_242_880, others: 0.5 },
];
/** A run begins with a full bucket, which says nothing of how well it keeps to a rate. */
const FIRST_MS = 3_000;
const RECORD_BYTES = 1_000;
const STREAM = 'bench';
const SCENARIO = join(import.meta.dirname, '../../src/scenario.ts');

/** @param seconds - Time that each case takes, 6 or more. */
export async function measurePacing(seconds: number): Promise<readonly PacingResult[]> {
  const results: PacingResult[] = [];
  for (const one of CASES) results.push(await measure(one, seconds));
  return results;
}

export function markdownOf(results: readonly PacingResult[]): string {
  const percent = (share: number, digits: number) => `${(100 * share).toFixed(digits)} %`;
  const rows = results.map(
    ({ name, seconds, use, throttled }) =>
      `| ${name} | ${seconds} s | ${percent(use, 1)} | ${percent(throttled, 2)} |\n`,
  );
  return `| quota | time | used | throttled after ${FIRST_MS / 1_000} s |\n|---|---|---|---|\n${rows.join('')}`;
}

async function measure(one: PacingCase, seconds: number): Promise<PacingResult> {
  const dir = mkdtempSync(join(tmpdir(), 'bench-pacing-'));
  const server = run(['local', '--port', '0', '--dir', dir, '--quota', `bytes=${one.bytesPerSecond}`], dir);
  try {
    const endpoint = await endpointOf(server);
    await createStream(endpoint);
    return await send(one, seconds, endpoint, dir);
  } finally {
    server.kill('SIGTERM');
    await once(server, 'exit');
    rmSync(dir, { recursive: true, force: true });
  }
}

async function send(
  { name, bytesPerSecond, others }: PacingCase,
  seconds: number,
  endpoint: string,
  dir: string,
): Promise<PacingResult> {
  const options = ['--stream', STREAM, '--endpoint-url', endpoint, '--data', '-', '--put-record-count', '0'];
  const quiet = ['--metrics-deadline-s', '0', '--log-level', 'warn', '--log-format', 'json'];
  const sender = run([...options, ...quiet], dir);
  sender.stdout?.resume();
  const throttling = countThrottled(sender);
  const fed = feed(sender);
  while ((await stored(endpoint)).bytes === 0) await sleep(20);
  const other = createOtherProducer(endpoint, STREAM, others * bytesPerSecond, RECORD_BYTES);
  await sleep(FIRST_MS);
  const first = { at: performance.now(), ...(await stored(endpoint)), throttled: throttling.records };
  const third = (seconds * 1_000) / 3;
  await sleep(Math.max(0, third - FIRST_MS));
  const taking = other.takeFor(third);
  await sleep(2 * third);
  await taking;
  const last = { at: performance.now(), ...(await stored(endpoint)), throttled: throttling.records };
  sender.kill('SIGTERM');
  await Promise.all([once(sender, 'exit'), fed]);
  const throttled = last.throttled - first.throttled;
  const own = last.records - first.records - other.accepted();
  const allowed = (bytesPerSecond * (last.at - first.at)) / 1_000;
  return {
    name,
    seconds,
    use: (last.bytes - first.bytes) / allowed,
    throttled: throttled / (own + throttled),
  };
}

function run(args: readonly string[], cwd: string): ChildProcess {
  const credentials = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', AWS_REGION: 'us-east-1' };
  return spawn(process.execPath, ['--import', import.meta.resolve('tsx'), SCENARIO, ...args], {
    cwd,
    env: { PATH: process.env.PATH, ...credentials },
  });
}

async function endpointOf(server: ChildProcess): Promise<string> {
  let text = '';
  for (;;) {
    const found = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0];
    if (found) return found;
    const [chunk] = (await once(server.stdout ?? server, 'data')) as [Buffer];
    text += chunk.toString();
  }
}

async function createStream(endpoint: string): Promise<void> {
  const destination = { RoleARN: 'arn:aws:iam::123456789012:role/bench', BucketARN: 'arn:aws:s3:::bench' };
  await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'Firehose_20150804.CreateDeliveryStream',
    },
    body: JSON.stringify({ DeliveryStreamName: STREAM, ExtendedS3DestinationConfiguration: destination }),
  });
  await sleep(500);
}

/** What the stream stored so far. */
async function stored(endpoint: string): Promise<{ readonly bytes: number; readonly records: number }> {
  const reply = await fetch(`${endpoint}/_local/state`);
  const { streams } = (await reply.json()) as {
    streams: Record<string, { bytes: number; records: number }>;
  };
  return streams[STREAM] ?? { bytes: 0, records: 0 };
}

/** Counts throttled records by the sender's own log lines, in each of which stand those of one call. */
function countThrottled(sender: ChildProcess): { records: number } {
  const counts = { records: 0 };
  let rest = '';
  sender.stderr?.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines.filter((text) => text.includes('"call failed"'))) {
      const { failedPutCount, records } = JSON.parse(line) as { failedPutCount?: number; records: number };
      counts.records += failedPutCount ?? records;
    }
  });
  return counts;
}

/** Writes records to the sender as fast as it takes them, until it ends. */
async function feed(sender: ChildProcess): Promise<void> {
  const line = `${JSON.stringify({ text: 'x'.repeat(RECORD_BYTES - 12) })}\n`;
  const chunk = line.repeat(256);
  const { stdin } = sender;
  let ended = false;
  const exit = once(sender, 'exit').then(() => {
    ended = true;
  });
  // A sender that has ended takes no more, and that is no failure here.
  stdin?.on('error', () => undefined);
  while (!ended && stdin) {
    if (!stdin.write(chunk)) await Promise.race([once(stdin, 'drain').catch(() => undefined), exit]);
  }
}
