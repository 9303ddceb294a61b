import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** The sink of sink.c where there is no C compiler; it answers the same, and takes more of the machine. */
const [certificate, key] = process.argv.slice(2);
const ID = 'A'.repeat(224);
const FAILED = '{"ErrorCode":"ServiceUnavailableException","ErrorMessage":"Slow down."}';
const STREAM = JSON.stringify({
  DeliveryStreamDescription: {
    DeliveryStreamName: 'bench',
    DeliveryStreamStatus: 'ACTIVE',
    DeliveryStreamType: 'DirectPut',
  },
});
const METRICS = () =>
  JSON.stringify({
    MetricDataResults: [
      { Id: 'incomingRecords', StatusCode: 'Complete', Timestamps: [], Values: [state.records] },
    ],
  });
const state = { calls: 0, records: 0, bytes: 0, seen: 0, delayMs: 0, failEvery: 0, cpuBefore: 0 };

function cpuS(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Counts what stands behind each `"Data":`. */
function count(body: Buffer): number {
  let records = 0;
  for (let at = body.indexOf('"Data":'); at >= 0; at = body.indexOf('"Data":', at)) {
    const open = body.indexOf('"', at + 7);
    at = body.indexOf('"', open + 1);
    const padding = Number(body[at - 1] === 0x3d) + Number(body[at - 2] === 0x3d);
    state.bytes += ((at - open - 1) / 4) * 3 - padding;
    records += 1;
  }
  return records;
}

function replyTo(target: string, body: Buffer): string {
  if (target.includes('Describe')) return STREAM;
  if (target.includes('GetMetricData')) return METRICS();
  const records = count(body);
  state.calls += 1;
  state.records += records;
  if (!target.includes('Batch')) return JSON.stringify({ RecordId: ID, Encrypted: false });
  const isFailed = () => state.failEvery > 0 && (state.seen++ + 1) % state.failEvery === 0;
  const entries = Array.from({ length: records }, () => (isFailed() ? FAILED : `{"RecordId":"${ID}"}`));
  const failed = entries.filter((entry) => entry === FAILED).length;
  state.records -= failed;
  return `{"FailedPutCount":${failed},"Encrypted":false,"RequestResponses":[${entries.join()}]}`;
}

function control(url: string): string {
  const query = new URL(url, 'http://127.0.0.1').searchParams;
  if (url.startsWith('/set')) {
    const [delayMs, failEvery] = ['delay_ms', 'fail_every'].map((name) => Number(query.get(name)));
    Object.assign(state, { calls: 0, records: 0, bytes: 0, seen: 0, delayMs, failEvery, cpuBefore: cpuS() });
  }
  const { calls, records, bytes } = state;
  return JSON.stringify({ calls, records, bytes, cpuS: cpuS() - state.cpuBefore });
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = await request.toArray();
  const target = String(request.headers['x-amz-target'] ?? '');
  const reply = target === '' ? control(request.url ?? '') : replyTo(target, Buffer.concat(chunks));
  const end = () => response.setHeader('content-type', 'application/x-amz-json-1.1').end(reply);
  if (state.delayMs > 0 && target.includes('Put')) setTimeout(end, state.delayMs);
  else end();
}

const listener = (request: IncomingMessage, response: ServerResponse) => void serve(request, response);
const plain = createServer(listener).listen(0, '127.0.0.1');
const tls =
  certificate && key
    ? createTlsServer({ cert: readFileSync(certificate), key: readFileSync(key) }, listener)
    : undefined;
if (tls) await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve));
const portOf = (server: typeof plain | typeof tls) =>
  (server?.address() as AddressInfo | undefined)?.port ?? 0;
process.stdout.write(`${JSON.stringify({ plain: portOf(plain), tls: portOf(tls) })}\n`);
