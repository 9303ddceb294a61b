import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Dispatch } from './dispatch.ts';
import { createBodyReader } from './read-body.ts';
import { sendBare, sendReply } from './send-reply.ts';
import type { WireRequest } from './service.ts';

const HOST = '127.0.0.1';
/** Above this many the next connection is closed at once, otherwise idle ones use up the file descriptors. */
const MAX_CONNECTIONS = 4_000;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 60_000;
/** Longer than clients keep an idle connection, otherwise theirs and our closing cross and a call is lost. */
const KEEP_ALIVE_MS = 120_000;
const CLOSING_GRACE_MS = 2_000;

/** The listening server. */
export interface WireServer {
  readonly port: number;
  readonly connections: () => { readonly open: number; readonly seen: number };
  /** Answers what is under way, ends every connection after {@link CLOSING_GRACE_MS} at the latest. */
  close(): Promise<void>;
}

/** Listens on 127.0.0.1 only; port 0 takes any free one. Rejects when the port is taken. */
export async function startServer(port: number, dispatch: Dispatch): Promise<WireServer> {
  const readBody = createBodyReader();
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  const sockets = countConnections(server);
  bound(server);
  await listen(server, port);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const outcome = await readBody(request);
    if (outcome.status === 'broken') return void response.destroy();
    if (outcome.status === 'too-large') return sendBare(request, response, 413);
    if (outcome.status === 'overloaded') return sendBare(request, response, 503);
    const reply = await dispatch(toWire(request, outcome.body));
    if (!server.listening) response.setHeader('connection', 'close');
    await sendReply(response, reply, request.method === 'HEAD');
  }

  return {
    port: (server.address() as AddressInfo).port,
    connections: () => sockets,
    close: () => closeServer(server),
  };
}

function toWire(request: IncomingMessage, body: Buffer): WireRequest {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  return {
    method: request.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? '' : url.slice(mark + 1),
    headers: request.headers,
    body,
    requestId: randomUUID(),
    receivedAt: Date.now(),
  };
}

function bound(server: Server): void {
  server.maxConnections = MAX_CONNECTIONS;
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.on('clientError', (_error, socket) => {
    // Half a header, or no HTTP at all. A status without a body is all that can be said in no protocol.
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    socket.destroy();
  });
}

function countConnections(server: Server): { open: number; seen: number } {
  const sockets = { open: 0, seen: 0 };
  server.on('connection', (socket: Socket) => {
    sockets.open += 1;
    sockets.seen += 1;
    // A reset of the client is its own affair.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      sockets.open -= 1;
    });
  });
  return sockets;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, 1_024, () => {
      server.removeListener('error', reject);
      server.on('error', () => {
        // An accept that failed (no descriptor left): the connection is lost, the server stays.
      });
      resolve();
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), CLOSING_GRACE_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
