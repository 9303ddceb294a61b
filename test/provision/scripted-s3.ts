import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the server answers to one call. */
export interface ScriptedReply {
  readonly status: number;
  readonly body: string;
}

/** One call that it has had. */
export interface SeenCall {
  readonly method: string;
  readonly body: string;
  /** The account that the caller takes for the bucket's owner. */
  readonly owner: string | undefined;
}

/** An S3 that answers call by call from a script: for a bucket with versions, which the embedded AWS doesn't keep. */
export interface ScriptedS3 {
  readonly endpoint: string;
  /** The calls since the last `play`. */
  readonly calls: readonly SeenCall[];
  /** Takes a new script; a call behind its end is answered with 500. */
  play(script: readonly ScriptedReply[]): void;
  close(): Promise<void>;
}

export async function startScriptedS3(): Promise<ScriptedS3> {
  const calls: SeenCall[] = [];
  let script: readonly ScriptedReply[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { status, body: reply } = script[calls.length] ?? { status: 500, body: '' };
    const owner = request.headers['x-amz-expected-bucket-owner'];
    calls.push({ method: request.method ?? '', body, owner: typeof owner === 'string' ? owner : undefined });
    response.writeHead(status, { 'content-type': 'application/xml' }).end(reply);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    play: (next) => {
      script = next;
      calls.length = 0;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
