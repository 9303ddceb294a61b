import { connect as connectPlain, isIP, type OnReadOpts, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectSecurely } from 'node:tls';

/** Shared by all connections: what comes is taken out of it before the next piece does. */
const INCOMING = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * Opens a connection with what `node:https` sets for one that is kept. What comes is handed over in one buffer that is
 * used again and again, and not as a stream of new ones.
 *
 * @param origin - Its protocol chooses between TLS and none.
 * @param onBytes - Gets each piece as it comes; has to copy it.
 */
export function openSocket(origin: URL, onBytes: (piece: Uint8Array) => void): Socket {
  const callback = (length: number, buffer: Uint8Array) => {
    onBytes(buffer.subarray(0, length));
    return true;
  };
  // An IPv6 address stands in brackets in a URL, and without them here.
  const host = origin.hostname.replace(/^\[(.*)\]$/, '$1');
  const isSecure = origin.protocol === 'https:';
  const port = Number(origin.port) || (isSecure ? 443 : 80);
  const target: { host: string; port: number; onread: OnReadOpts } = {
    host,
    port,
    onread: { buffer: INCOMING, callback },
  };
  const socket = isSecure ? connectSecurely({ ...target, ...secureOptions(host) }) : connectPlain(target);
  return socket.setNoDelay(true).setKeepAlive(true, 1_000);
}

function secureOptions(host: string): ConnectionOptions {
  // A server with many names chooses its certificate by this one; an address is no name.
  return { ALPNProtocols: ['http/1.1'], ...(isIP(host) ? {} : { servername: host }) };
}
