import { type IncomingMessage, request } from 'node:http';
import { Duplex } from 'node:stream';
import type { BufferPool } from '../buffer-pool.ts';
import { collectReply } from '../collect-reply.ts';
import type { WireReply } from './reply.ts';

/** Reads one reply of any form, with Node's own parser behind it. */
export interface UnusualReply {
  /** True from the end of its head on. */
  readonly isBegun: boolean;
  /** The reply; rejected with the parser's error where it has no head that can be read. */
  readonly reply: Promise<WireReply>;
  /** @param piece - The next bytes; they are copied. */
  add(piece: Uint8Array): void;
  /** No more bytes come, which is the end of some replies. */
  end(): void;
  /** Breaks it off. */
  break(error: Error): void;
}

/** Makes a reader at the reply's first byte. */
export function createUnusualReply(pool: BufferPool): UnusualReply {
  const bytes = new Duplex({ read: () => {}, write: (_chunk, _encoding, done) => done() });
  const asked = request({ createConnection: () => bytes, method: 'POST' });
  let incoming: IncomingMessage | undefined;
  const reply = new Promise<WireReply>((resolve, reject) => {
    asked.on('error', reject);
    asked.once('response', (response) => {
      incoming = response;
      resolve(wholeOf(response, pool));
    });
  });
  // Whoever waits for it may come later than its error.
  reply.catch(() => undefined);
  asked.end();
  return {
    get isBegun() {
      return incoming !== undefined;
    },
    reply,
    add: (piece) => void bytes.push(Buffer.from(piece)),
    end: () => void bytes.push(null),
    break: (error) => void (incoming ?? asked).destroy(error),
  };
}

async function wholeOf(incoming: IncomingMessage, pool: BufferPool): Promise<WireReply> {
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
  const head = {
    status: incoming.statusCode ?? -1,
    reason: incoming.statusMessage ?? '',
    headers: Object.fromEntries(headers),
  };
  return collectReply(incoming, pool, incoming.headers['content-length']).then(
    (bytes) => ({ ...head, body: { kind: 'whole', bytes } }),
    (error: unknown) => ({ ...head, body: { kind: 'broken', error } }),
  );
}
