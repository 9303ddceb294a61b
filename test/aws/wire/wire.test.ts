import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { failureOfCall } from '../../../src/actions/failures.ts';
import type { WireReply } from '../../../src/aws/wire/reply.ts';
import type { Wire } from '../../../src/aws/wire/wire.ts';
import { type Answer, plain, post, says, startRawServer, wireTo } from './raw-server.ts';

const textOf = ({ body }: WireReply) => (body.kind === 'whole' ? body.bytes.toString() : 'broken');
const ask = async (wire: Wire, body = '') => textOf(await wire.call(post(body), undefined));
const thrown = (call: Promise<unknown>) => call.catch((error: unknown) => error);

/** Each request gets its own body back. */
const echoes: Answer = (socket, request) => {
  socket.write(plain(request.slice(request.indexOf('\r\n\r\n') + 4)));
};

/** Passed once it is open. */
function gate(): { readonly open: () => void; readonly passed: Promise<void> } {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), passed };
}

describe('a wire', () => {
  it('carries one call after the other over one connection', async () => {
    const server = await startRawServer(echoes);
    const wire = wireTo(server.origin);
    for (const body of ['a', 'b', 'x'.repeat(300_000)]) expect(await ask(wire, body)).toBe(body);
    expect(server.connections()).toBe(1);
  });

  it('holds up no program that has nothing else to do, except while a call is under way', async () => {
    const server = await startRawServer((...asked) => void setTimeout(() => echoes(...asked), 200));
    const wire = new URL('../../../src/aws/wire/wire.ts', import.meta.url);
    const pool = new URL('../../../src/aws/buffer-pool.ts', import.meta.url);
    const program = `
      import { createBufferPool } from '${pool}';
      import { createWire } from '${wire}';
      const times = { requestTimeoutMs: 20_000, connectTimeoutMs: 20_000 };
      const parts = { origin: new URL('${server.origin}'), times, pool: createBufferPool(1) };
      const wire = createWire(parts, 1);
      const request = Buffer.from('POST / HTTP/1.1\\r\\ncontent-length: 1\\r\\n\\r\\nx');
      wire.call(request).then(() => wire.call(request)).then(({ body }) => console.log(String(body.bytes)));`;
    const flags = ['--import', 'tsx', '--input-type=module', '-e', program];
    const { stdout } = await promisify(execFile)(process.execPath, flags);
    expect(stdout).toBe('x\n');
    expect(server.connections()).toBe(1);
  });

  it('gives each of many calls at once its own reply, over so many connections at most', async () => {
    const server = await startRawServer(echoes);
    const wire = wireTo(server.origin, {}, 3);
    const bodies = Array.from({ length: 50 }, (_, call) => `call ${call}`);
    expect(await Promise.all(bodies.map((body) => ask(wire, body)))).toEqual(bodies);
    expect(server.connections()).toBe(3);
  });

  it('takes another connection where the other side has closed the idle one', async () => {
    const closed = gate();
    const server = await startRawServer((socket) => {
      socket.once('close', closed.open).end(plain('1'));
    }, echoes);
    const wire = wireTo(server.origin);
    expect(await ask(wire)).toBe('1');
    await closed.passed;
    expect(await ask(wire, '2')).toBe('2');
  });

  it.each([
    ['closes it', 'connection: close\r\n'],
    ['keeps it for a second, which the way there may take', 'keep-alive: timeout=1\r\n'],
  ])('leaves a connection to the other side that says it %s', async (_what, headers) => {
    const server = await startRawServer(says(plain('1', headers)));
    const wire = wireTo(server.origin);
    expect([await ask(wire), await ask(wire)]).toEqual(['1', '1']);
    expect(server.connections()).toBe(2);
  });

  it('does not take what came unasked for the next reply', async () => {
    const closed = gate();
    const server = await startRawServer((socket) => {
      socket.once('close', closed.open).write(plain('1'));
      setTimeout(() => socket.write(plain('nobody asked')), 50);
    }, echoes);
    const wire = wireTo(server.origin);
    expect(await ask(wire)).toBe('1');
    // The wire has met the bytes, and ended their connection.
    await closed.passed;
    expect(await ask(wire, '2')).toBe('2');
    expect(server.connections()).toBe(2);
  });

  it('takes no more of a reply than it announced, and then another connection', async () => {
    const server = await startRawServer(says(`${plain('1')}${plain('nobody asked')}`), echoes);
    const wire = wireTo(server.origin);
    expect([await ask(wire), await ask(wire, '2')]).toEqual(['1', '2']);
    expect(server.connections()).toBe(2);
  });

  it('makes no call that is aborted in the same moment', async () => {
    const server = await startRawServer(() => {});
    const stop = new AbortController();
    const call = thrown(wireTo(server.origin).call(post(), stop.signal));
    stop.abort();
    expect(await call).toMatchObject({ name: 'AbortError' });
  });

  it('ends every call when it is destroyed, also one that waits for a connection', async () => {
    const server = await startRawServer(() => {});
    const wire = wireTo(server.origin, {}, 1);
    const calls = [thrown(ask(wire)), thrown(ask(wire))];
    while (server.requests.length < 1) await new Promise((resolve) => setTimeout(resolve, 1));
    wire.destroy();
    for (const error of await Promise.all(calls)) {
      expect(failureOfCall(error).failureClass).toBe('ambiguous');
    }
  });

  it("doesn't use the connection again of a request whose answer came before its end", async () => {
    const server = await startRawServer(echoes);
    server.onHead((socket) => void socket.pause().write(plain('too much', 'x-early: yes\r\n')));
    const wire = wireTo(server.origin);
    const large = Buffer.alloc(32_000_000);
    const head = post('')
      .toString()
      .replace('length: 0', `length: ${large.length - 100}`);
    large.write(head);
    expect(textOf(await wire.call(large, undefined))).toBe('too much');
    await thrown(wire.call(post(), undefined));
    expect(server.connections()).toBe(2);
  });
});

describe('the time of a call', () => {
  it('is up when no connection was made, and then nothing was sent', async () => {
    const { origin } = await startFullServer();
    const error = await thrown(ask(wireTo(origin, { connectTimeoutMs: 50 })));
    expect(failureOfCall(error)).toMatchObject({ failureClass: 'unreachable', errorCode: 'TimeoutError' });
  });

  it('is up while it waits for a connection, too', async () => {
    const { origin } = await startFullServer();
    const error = await thrown(ask(wireTo(origin, { requestTimeoutMs: 50 })));
    expect(error).toMatchObject({ name: 'TimeoutError', code: 'ETIMEDOUT' });
  });

  it('begins anew for each call of a connection', async () => {
    const server = await startRawServer((socket) => void setTimeout(() => socket.write(plain('1')), 300));
    const wire = wireTo(server.origin, { requestTimeoutMs: 500 });
    expect([await ask(wire), await ask(wire), await ask(wire)]).toEqual(['1', '1', '1']);
    expect(server.connections()).toBe(1);
  });

  it('is up after its connection had nothing to do for longer', async () => {
    const server = await startRawServer(echoes, () => {});
    const wire = wireTo(server.origin, { requestTimeoutMs: 400 });
    await ask(wire);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await thrown(ask(wire))).toMatchObject({ name: 'TimeoutError' });
    expect(server.connections()).toBe(1);
  });
});

/** A server whose process is stopped and whose queue is full, so that nobody is connected any more. */
async function startFullServer(): Promise<{ readonly origin: URL }> {
  const program = `require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, function () {
    console.log(this.address().port);
  });`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  child.kill('SIGSTOP');
  const port = Number(line);
  const fillers = Array.from({ length: 8 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  onTestFinished(() => {
    child.kill('SIGKILL');
    for (const filler of fillers) filler.destroy();
  });
  await once(fillers[0] as (typeof fillers)[number], 'connect');
  return { origin: new URL(`http://127.0.0.1:${port}`) };
}
