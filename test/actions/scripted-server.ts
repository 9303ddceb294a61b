import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FirehoseClient } from '@aws-sdk/client-firehose';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** A call as it came over the wire. */
export interface ReceivedCall {
  /** Such as `PutRecordBatch`. */
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Data of the call's records as text, in order. */
  readonly records: readonly string[];
  readonly headers: IncomingHttpHeaders;
}

/** One call, and the ways of answering it. */
export interface Turn {
  readonly call: ReceivedCall;
  readonly response: ServerResponse;
  /** Keeps records, as the service would. */
  store(records: readonly string[]): void;
}

/** Answers one call. */
export type Step = (turn: Turn) => void;

/** A server that answers each call with the next step of a script, and keeps what the steps store. */
export interface ScriptedServer {
  readonly endpoint: string;
  /** Calls since the script began. */
  readonly calls: readonly ReceivedCall[];
  /** Records stored since the script began, in order. */
  readonly stored: readonly string[];
  /** Connections since the script began. */
  connections(): number;
  /** Begins a script; after its last step comes `afterwards`, again and again. */
  play(steps: readonly Step[], afterwards: Step): void;
  close(): Promise<void>;
}

export async function startScriptedServer(): Promise<ScriptedServer> {
  let calls: ReceivedCall[] = [];
  let stored: string[] = [];
  let steps: readonly Step[] = [];
  let afterwards: Step = ({ response }) => response.writeHead(501).end();
  let connections = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const call = received(request.headers, Buffer.concat(chunks).toString());
    calls.push(call);
    const step = steps[calls.length - 1] ?? afterwards;
    step({ call, response, store: (records) => stored.push(...records) });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.on('connection', () => {
    connections += 1;
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get calls() {
      return calls;
    },
    get stored() {
      return stored;
    },
    connections: () => connections,
    play: (script, last) => {
      connections = 0;
      calls = [];
      stored = [];
      steps = script;
      afterwards = last;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function received(headers: IncomingHttpHeaders, body: string): ReceivedCall {
  const operation = String(headers['x-amz-target'] ?? '').replace(/^.*\./, '');
  const input = JSON.parse(body);
  const entries: { Data: string }[] = input.Records ?? (input.Record ? [input.Record] : []);
  const records = entries.map(({ Data }) => Buffer.from(Data, 'base64').toString());
  return { operation, input, records, headers };
}

/** The SDK's client with one attempt a call, as the actions want it. */
export function clientOf({ endpoint }: ScriptedServer, requestTimeout = 20_000): FirehoseClient {
  return new FirehoseClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: { requestTimeout, throwOnRequestTimeout: true },
  });
}
