import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Dead buffers that may gather until they are collected, in bytes. */
const MAX_DEAD_BYTES = 1.5 * 1024 * 1024;

/** What V8 calls with `--expose-gc`: everything, or the youngest objects alone. */
type Collect = (options?: { readonly type: 'minor' }) => void;

let collect: Collect | undefined;

/** Made when it is needed first, because that takes a millisecond that a small input can do without. */
function exposed(): Collect {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc');
}

/**
 * Keeps memory within bounds where records come in faster than V8 minds: buffers lie outside of its heap, and it lets
 * some 64 MiB of dead ones gather before it looks.
 * Nearly all of them die young, so a look at the youngest objects is enough most times: 0.2 ms instead of 5.
 *
 * @returns What looks, and collects where too much has gathered; called once for each block of input.
 */
export function createGarbageWatch(): () => void {
  let alive = outsideBytes();
  let due = alive + MAX_DEAD_BYTES;
  return () => {
    const outside = outsideBytes();
    // V8 frees in the background: what the last look found dead may only be off the books now.
    due = Math.min(due, outside + MAX_DEAD_BYTES);
    if (outside < due) return;
    collect ??= exposed();
    if (outside - alive < 2 * MAX_DEAD_BYTES) {
      collect({ type: 'minor' });
      due = outside + MAX_DEAD_BYTES / 2;
    } else {
      // Some have grown old while they were in use. What is left after this is in use.
      collect();
      alive = outsideBytes();
      due = alive + MAX_DEAD_BYTES;
    }
  };
}

/** Bytes that V8's objects hold outside of its heap; `process.memoryUsage` would ask the system too, at 25 µs a call. */
function outsideBytes(): number {
  return getHeapStatistics().external_memory;
}
