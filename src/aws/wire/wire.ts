import { Connection, type ConnectionParts } from './connection.ts';
import type { WireReply } from './reply.ts';
import { abortError } from './wire-errors.ts';

/** Makes calls to one address, over connections that are kept for the next one. */
export interface Wire {
  /** Makes one call; see {@link Connection.call}. */
  call(request: Buffer, signal: AbortSignal | undefined): Promise<WireReply>;
  /** Ends all connections, and the calls on them. */
  destroy(): void;
}

/**
 * Makes a wire without a connection; the first call opens one.
 *
 * @param most - Connections at once, at most; further calls wait for one of them.
 */
export function createWire(parts: ConnectionParts, most: number): Wire {
  const open = new Set<Connection>();
  const idle: Connection[] = [];
  const waiting: (() => void)[] = [];
  let state: 'open' | 'destroyed' = 'open';

  const idleOne = () => {
    for (let connection = idle.pop(); connection; connection = idle.pop()) {
      if (connection.isUsable()) return connection;
      drop(connection);
    }
    return undefined;
  };
  const drop = (connection: Connection) => {
    open.delete(connection);
    connection.end();
  };
  const connect = () => {
    const connection = new Connection(parts);
    open.add(connection);
    return connection;
  };
  /** Waits for its turn; `undefined` where the wire is destroyed or the call isn't wanted any more. */
  const connectionFor = async (signal: AbortSignal | undefined) => {
    for (;;) {
      if (state === 'destroyed' || signal?.aborted) return undefined;
      const connection = idleOne() ?? (open.size < most ? connect() : undefined);
      if (connection) return connection;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  const call = async (request: Buffer, signal: AbortSignal | undefined) => {
    const connection = await connectionFor(signal);
    try {
      if (!connection) throw signal?.aborted ? abortError(signal) : destroyed();
      return await connection.call(request, signal);
    } finally {
      if (connection?.isUsable()) idle.push(connection);
      else if (connection) drop(connection);
      waiting.shift()?.();
    }
  };
  const destroy = () => {
    state = 'destroyed';
    // Each call that ends wakes one that waits.
    for (const connection of open) connection.end(destroyed());
    idle.length = 0;
  };
  return { call, destroy };
}

/** With the code of a connection that broke, because a call may have been carried out. */
const destroyed = () => Object.assign(new Error('The connections were ended.'), { code: 'ECONNRESET' });
