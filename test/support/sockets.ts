import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** Does some work and counts the connections that this process opens meanwhile, by whatever library. */
export async function countingSockets<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly sockets: number }> {
  let sockets = 0;
  const count = () => {
    sockets += 1;
  };
  subscribe('net.client.socket', count);
  try {
    return { result: await work(), sockets };
  } finally {
    unsubscribe('net.client.socket', count);
  }
}
