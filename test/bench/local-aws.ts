import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * How much time the embedded AWS takes of a call: `npx tsx test/bench/local-aws.ts`. The server is a process of its own;
 * its CPU time (Linux) is what it would take of a producer, whatever the client here costs.
 */
const IN_FLIGHT = 8;
const STREAM = 'bench';

interface Load {
  readonly name: string;
  readonly operation: 'PutRecord' | 'PutRecordBatch';
  readonly calls: number;
  readonly records: number;
  readonly recordBytes: number;
}

const LOADS: readonly Load[] = [
  { name: 'PutRecord, 77 bytes', operation: 'PutRecord', calls: 10_000, records: 1, recordBytes: 77 },
  {
    name: 'PutRecordBatch, 500 x 77 bytes',
    operation: 'PutRecordBatch',
    calls: 4_000,
    records: 500,
    recordBytes: 77,
  },
  {
    name: 'PutRecordBatch, 83 x 50,000 bytes',
    operation: 'PutRecordBatch',
    calls: 200,
    records: 83,
    recordBytes: 50_000,
  },
];

const dir = mkdtempSync(join(tmpdir(), 'bench-local-aws-'));
const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
const server = await serve(dir);
try {
  await create();
  await run({ ...(LOADS[1] as Load), calls: 300 });
  for (const load of LOADS) print(load, await run(load));
} finally {
  agent.destroy();
  server.child.kill('SIGTERM');
  await once(server.child, 'exit');
  rmSync(dir, { recursive: true, force: true });
}

async function serve(folder: string): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const script = join(import.meta.dirname, '../local/serve-until-told.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  child.stdout.resume();
  return { child, port: Number(/127\.0\.0\.1:(\d+)/.exec(line.toString())?.[1]) };
}

async function create(): Promise<void> {
  const destination = { RoleARN: 'arn:aws:iam::123456789012:role/bench', BucketARN: 'arn:aws:s3:::bench' };
  await call('CreateDeliveryStream', { DeliveryStreamName: STREAM, S3DestinationConfiguration: destination });
}

async function run({
  operation,
  calls,
  records,
  recordBytes,
}: Load): Promise<{ wallMs: number; cpuMs: number; rssMiB: number }> {
  const Data = Buffer.alloc(recordBytes, 'x').toString('base64');
  const input =
    records === 1 ? { Record: { Data } } : { Records: Array.from({ length: records }, () => ({ Data })) };
  const body = Buffer.from(JSON.stringify({ DeliveryStreamName: STREAM, ...input }));
  const [start, cpuStart] = [performance.now(), cpuMsOf(server.child)];
  let left = calls;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await call(operation, body);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  return {
    wallMs: performance.now() - start,
    cpuMs: cpuMsOf(server.child) - cpuStart,
    rssMiB: rssMiBOf(server.child),
  };
}

function print(
  { name, calls, records }: Load,
  { wallMs, cpuMs, rssMiB }: Awaited<ReturnType<typeof run>>,
): void {
  const perSecond = Math.round((calls * records * 1_000) / wallMs).toLocaleString('en-US');
  const figures = [
    `${Math.round((wallMs * 1_000) / calls)} µs a call on the clock`,
    `${Math.round((cpuMs * 1_000) / calls)} µs of the server's CPU`,
    `${perSecond} records/s`,
    `${Math.round(rssMiB)} MiB RSS`,
  ];
  process.stdout.write(`${name}: ${figures.join(', ')}\n`);
}

function call(operation: string, input: Buffer | object): Promise<void> {
  const body = Buffer.isBuffer(input) ? input : Buffer.from(JSON.stringify(input));
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'content-length': body.length,
    'x-amz-target': `Firehose_20150804.${operation}`,
  };
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port: server.port, agent, method: 'POST', headers },
      (response) => {
        const { statusCode } = response.resume();
        response.on('end', () =>
          statusCode === 200 ? resolve() : reject(new Error(`${operation}: ${statusCode}`)),
        );
      },
    );
    sent.on('error', reject).end(body);
  });
}

/** User and system time in milliseconds, from the 14th and 15th field of the process's stat, in ticks of 10 ms. */
function cpuMsOf({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function rssMiBOf({ pid }: ChildProcess): number {
  return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;
}
