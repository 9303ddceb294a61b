import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { newFile, newFolder } from '../support/folders.ts';
import { alertLines, asFile } from '../support/input.ts';
import { runMain } from '../support/run-main.ts';

const BATCH = 10;
const RECORDS = 60;

/**
 * A service whose replies come so late, or never, and that counts the calls that it has at once. So many entries of each
 * call fail, until a record comes again.
 */
async function startService(replyMs: number, failing = 0) {
  const seen = { calls: 0, now: 0, most: 0 };
  /** Records that came before one of them came again. */
  const first = new Set<string>();
  let state: 'new ones' | 'again' = 'new ones';
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request
      .on('data', (piece) => pieces.push(piece))
      .on('end', () => {
        if (!String(request.headers['x-amz-target']).endsWith('.PutRecordBatch')) {
          response.writeHead(400).end('{"__type":"AccessDeniedException"}');
          return;
        }
        seen.calls += 1;
        seen.now += 1;
        seen.most = Math.max(seen.most, seen.now);
        const { Records } = JSON.parse(Buffer.concat(pieces).toString()) as { Records: { Data: string }[] };
        if (Records.some(({ Data }) => first.has(Data))) state = 'again';
        if (state === 'new ones') for (const { Data } of Records) first.add(Data);
        const failed = state === 'again' ? 0 : Math.min(failing, Records.length);
        const entries = Records.map((_, at) =>
          at < failed ? { ErrorCode: 'InternalFailure' } : { RecordId: 'id' },
        );
        const body = JSON.stringify({ FailedPutCount: failed, RequestResponses: entries });
        if (!Number.isFinite(replyMs)) return;
        setTimeout(() => {
          seen.now -= 1;
          response.end(body);
        }, replyMs);
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const flags = ['--endpoint-url', `http://127.0.0.1:${port}`, '--stream', 'alerts', '--region', 'us-east-1'];
  return { seen, first, flags };
}

type Service = Awaited<ReturnType<typeof startService>>;

const environment = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
const FLAGS = ['--put-record-count', '0', '--batch-records', String(BATCH)];
const QUICK = ['--rate', 'none', '--metrics-deadline-s', '0', '--output', 'json'];

type Transport = 'sdk' | 'fast';

async function flagsFor(transport: Transport, service: Service, inFlight: number) {
  const data = newFile(asFile(alertLines(RECORDS)));
  const letters = ['--dead-letter', `${newFolder()}/letters.ndjson`];
  return [
    '--transport',
    transport,
    ...FLAGS,
    ...QUICK,
    ...service.flags,
    '--in-flight',
    String(inFlight),
    '--data',
    data,
    ...letters,
  ];
}

describe.each<Transport>(['sdk', 'fast'])('a call that is ready ahead over %s', (transport) => {
  it('is never one more on the wire', async () => {
    const service = await startService(30);
    const { code, report } = await runMain(await flagsFor(transport, service, 2), { environment });
    expect([code, report.ledger.delivered]).toEqual([0, RECORDS]);
    expect(service.seen).toMatchObject({ calls: RECORDS / BATCH, most: 2 });
  });

  it("doesn't count the wait for its turn as a part of the call", async () => {
    const service = await startService(300);
    const { report } = await runMain(await flagsFor(transport, service, 1), { environment });
    const { p50, p99 } = report.putRecordBatch.latencyMs;
    expect([p50 >= 290, p99 < 550]).toEqual([true, true]);
  });

  it("isn't sent any more after the run was stopped, and isn't a call", async () => {
    const service = await startService(Number.POSITIVE_INFINITY);
    let state: 'running' | 'stopped' = 'running';
    const { code, report, logs } = await runMain(
      [...(await flagsFor(transport, service, 1)), '--log-level', 'debug'],
      {
        environment,
        onStderr: (_, signal) => {
          if (state === 'stopped') return;
          state = 'stopped';
          setTimeout(() => signal('SIGINT'), 500);
        },
      },
    );
    expect([code, service.seen.calls, report.putRecordBatch.calls]).toEqual([130, 1, 1]);
    expect(report.ledger).toMatchObject({ read: RECORDS, delivered: 0, pending: RECORDS });
    expect(logs.filter(({ msg }) => msg === 'call failed')).toHaveLength(1);
  }, 20_000);

  it.each([1, 2])(
    'is no batch more in doubt with a checkpoint and %i in flight',
    async (inFlight) => {
      const service = await startService(5, BATCH);
      const flags = [
        ...(await flagsFor(transport, service, inFlight)),
        '--checkpoint',
        `${newFolder()}/run.checkpoint`,
      ];
      const { code, report } = await runMain([...flags, '--base-delay-ms', '2000'], { environment });
      expect([code, report.ledger.delivered]).toEqual([0, RECORDS]);
      expect(service.first.size).toBeLessThanOrEqual(2 * inFlight * BATCH);
    },
    20_000,
  );

  it('lets new batches go while a record waits, with a checkpoint and 1 in flight', async () => {
    const service = await startService(5, 1);
    const flags = [
      ...(await flagsFor(transport, service, 1)),
      '--checkpoint',
      `${newFolder()}/run.checkpoint`,
    ];
    const waits = ['--base-delay-ms', '3600000', '--max-delay-ms', '3600000'];
    const calls = RECORDS / BATCH;
    let failedCalls = 0;
    const { code, report } = await runMain([...flags, ...waits], {
      environment,
      onStderr: (text, signal) => {
        failedCalls += text.split('call failed').length - 1;
        if (failedCalls === calls) signal('SIGINT');
      },
    });
    expect([code, report.ledger.delivered, report.ledger.pending]).toEqual([130, RECORDS - calls, calls]);
  }, 20_000);
});
