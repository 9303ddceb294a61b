import { createHash } from 'node:crypto';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Dispatch } from '../../src/local/dispatch.ts';
import { type ServerBounds, startServer, type WireServer } from '../../src/local/server.ts';
import type { WireReply } from '../../src/local/service.ts';

const BOUNDS: ServerBounds = {
  headersMs: 200,
  requestMs: 400,
  idleMs: 60_000,
  checkEveryMs: 50,
  closingMs: 1_000,
  connections: 10,
};
const MEBIBYTE = 1_024 * 1_024;

let server: WireServer;
let sockets: Socket[];
let dispatch: Dispatch;
beforeEach(async () => {
  sockets = [];
  dispatch = async ({ body }) => reply(String(body.length));
  server = await startServer(0, (wire) => dispatch(wire), BOUNDS);
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await server.close();
});

const reply = (body: string): WireReply => ({ status: 200, headers: {}, body });

function open(): Socket {
  const socket = connect(server.port, '127.0.0.1');
  // A refused or reset connection is what several tests are about.
  socket.on('error', () => {});
  sockets.push(socket);
  return socket;
}

/** Everything that the server sends until it closes the connection. */
async function answerTo(write: (socket: Socket) => void): Promise<string> {
  const socket = open();
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  write(socket);
  await new Promise((resolve) => socket.once('close', resolve));
  return text;
}

const post = async (body: Buffer) =>
  (await fetch(`http://127.0.0.1:${server.port}/`, { method: 'POST', body: new Uint8Array(body) })).text();

describe('a server', () => {
  it('reads a body whose length was not announced', async () => {
    dispatch = async ({ body }) => reply(createHash('sha256').update(body).digest('hex'));
    const parts = Array.from({ length: 20 }, (_, index) => Buffer.alloc(70_000, index));
    const init = { method: 'POST', body: ReadableStream.from(parts), duplex: 'half' } as const;
    const response = await fetch(`http://127.0.0.1:${server.port}/`, init);
    expect(await response.text()).toBe(createHash('sha256').update(Buffer.concat(parts)).digest('hex'));
  });

  it.each([0, 1, 8 * MEBIBYTE])('reads a body of %i bytes', async (length) => {
    expect(await post(Buffer.alloc(length))).toBe(String(length));
  });

  it('closes a connection that sends half a header', async () => {
    expect(await answerTo((socket) => socket.write('POST / HTTP/1.1\r\nHost: x\r\nX-Half'))).not.toContain(
      '200',
    );
    expect(await post(Buffer.from('ok'))).toBe('2');
  });

  it('closes a connection whose body stops half way', async () => {
    const text = await answerTo((socket) =>
      socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf'),
    );
    expect(text).not.toContain('200 OK');
  });

  it('answers 400 to what is no HTTP', async () => {
    expect(await answerTo((socket) => socket.write('\0\0\0 no http\r\n\r\n'))).toMatch(
      /^HTTP\/1\.1 400 Bad Request\r\n/,
    );
  });

  it('answers a bare 413 before the body when its length is too large', async () => {
    const text = await answerTo((socket) =>
      socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n'),
    );
    expect(text).toMatch(/^HTTP\/1\.1 413 Payload Too Large\r\n/);
    expect(text.toLowerCase()).toContain('content-length: 0\r\n');
    expect(text).toMatch(/\r\n\r\n$/);
  });

  it('lets a client that announced too much write to its end, and read its 413', async () => {
    const socket = open();
    const errors: Error[] = [];
    socket.on('error', (error) => errors.push(error));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const status = new Promise((resolve) => socket.once('data', resolve));
    socket.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${9 * MEBIBYTE}\r\n\r\n`);
    expect(String(await status)).toMatch(/^HTTP\/1\.1 413 Payload Too Large\r\n/);
    socket.write(Buffer.alloc(9 * MEBIBYTE));
    await closed;
    expect(errors).toEqual([]);
  });

  it('ends an endless body', async () => {
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    const text = await answerTo((socket) => {
      socket.write('POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
      const pump = (): void => {
        while (!socket.destroyed && socket.write(chunk));
        socket.once('drain', pump);
      };
      pump();
    });
    expect(text).toMatch(/^HTTP\/1\.1 413 Payload Too Large\r\n/);
    expect(await post(Buffer.from('ok'))).toBe('2');
  });

  it('drops connections above its bound, and answers again when they are gone', async () => {
    for (let index = 0; index < 40; index += 1) open();
    await expect.poll(() => sockets.filter(({ destroyed }) => destroyed).length).toBeGreaterThanOrEqual(30);
    expect(server.connections().open).toBeLessThanOrEqual(BOUNDS.connections);
    for (const socket of sockets) socket.destroy();
    await expect.poll(() => server.connections().open).toBe(0);
    expect(await post(Buffer.from('ok'))).toBe('2');
  });

  it('closes at once although a client keeps its connection', async () => {
    const agent = new Agent({ keepAlive: true });
    await new Promise<void>((resolve) => {
      request({ port: server.port, host: '127.0.0.1', agent }, (response) =>
        response.resume().on('end', resolve),
      ).end();
    });
    const start = performance.now();
    await server.close();
    expect(performance.now() - start).toBeLessThan(BOUNDS.closingMs);
    agent.destroy();
  });

  it('answers what is under way when it closes', async () => {
    let release = (): void => {};
    const arrived = new Promise<void>((resolve) => {
      dispatch = async () => {
        resolve();
        await new Promise<void>((go) => {
          release = go;
        });
        return reply('late');
      };
    });
    const answer = post(Buffer.from('x'));
    await arrived;
    const start = performance.now();
    const closed = server.close();
    release();
    expect(await answer).toBe('late');
    await closed;
    expect(performance.now() - start).toBeLessThan(BOUNDS.closingMs);
  });

  it('closes in bounded time although a reply never comes', async () => {
    const arrived = new Promise<void>((resolve) => {
      dispatch = () => {
        resolve();
        return new Promise(() => {});
      };
    });
    const answer = post(Buffer.from('x')).catch(() => 'broken');
    await arrived;
    await server.close();
    expect(await answer).toBe('broken');
  });
});
