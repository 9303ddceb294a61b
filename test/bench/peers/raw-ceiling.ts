import { Agent as PlainAgent, request as plainRequest } from 'node:http';
import { Agent, request } from 'node:https';

/** What is left when nothing is done: one body made beforehand, unsigned, and replies that nobody reads. */
const [records = '0', inFlight = '8'] = process.argv.slice(2);
const url = process.env.AWS_ENDPOINT_URL ?? '';
const line = `${'x'.repeat(76)}\n`;
const options = { keepAlive: true, maxSockets: Number(inFlight) };
const isPlain = url.startsWith('http:');
const agent = isPlain ? new PlainAgent(options) : new Agent(options);

function bodyOf(count: number): Buffer {
  const Records = Array.from({ length: count }, () => ({ Data: Buffer.from(line).toString('base64') }));
  return Buffer.from(JSON.stringify({ DeliveryStreamName: 'bench', Records }));
}

function call(body: Buffer): Promise<void> {
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'Firehose_20150804.PutRecordBatch',
    'content-length': body.length,
  };
  return new Promise((resolve, reject) => {
    const sent = (isPlain ? plainRequest : request)(url, { method: 'POST', agent, headers }, (reply) => {
      if (reply.statusCode !== 200) reject(new Error(`Status ${reply.statusCode}.`));
      reply.on('end', resolve).on('error', reject).resume();
    });
    sent.on('error', reject).end(body);
  });
}

const full = bodyOf(500);
let left = Number(records);
async function worker(): Promise<void> {
  while (left > 0) {
    const count = Math.min(500, left);
    left -= count;
    await call(count === 500 ? full : bodyOf(count));
  }
}

const beganAt = performance.now();
await Promise.all(Array.from({ length: Number(inFlight) }, worker));
const recordsPerS = Math.round((Number(records) * 1000) / (performance.now() - beganAt));
process.stdout.write(JSON.stringify({ throughput: { recordsPerS } }));
agent.destroy();
