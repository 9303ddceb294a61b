import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Dead buffers that may gather until they are collected, in bytes. */
const MAX_DEAD_BYTES = 6 * 1024 * 1024;

/**
 * Keeps memory within bounds where records come in faster than V8 minds: buffers lie outside of its heap, and it lets
 * some 64 MiB of dead ones gather before it looks.
 *
 * @returns What looks, and collects where too much has gathered; called once for each block of input.
 */
export function createGarbageWatch(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  let alive = process.memoryUsage().arrayBuffers;
  return () => {
    if (process.memoryUsage().arrayBuffers - alive < MAX_DEAD_BYTES) return;
    collect();
    // What is left after that is in use; only what comes on top of it can be dead.
    alive = process.memoryUsage().arrayBuffers;
  };
}
