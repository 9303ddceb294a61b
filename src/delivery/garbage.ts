import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const MIB = 1024 * 1024;

/** What may gather until it is collected, in bytes: dead buffers, and new objects in V8's heap. */
const MAX_NEW = { outside: 3 * MIB, heap: 8 * MIB };
/** The same for each call that is on its way at once: what these hold is alive, and looked at in vain. */
const NEW_OF_CALL = { outside: MIB / 2, heap: MIB };

/** Blocks of an input that is still small: parts of the program that it needs may be loaded meanwhile. */
const LOOKS_OF_SMALL_INPUT = 16;

/**
 * Where calls take long, V8 takes lists of records for long-lived and makes them old from then on; and what an old
 * object leads to stays until the next full collection, which is all records. (Seen with 32 calls of 30 ms at once: 15 %
 * more CPU, 50 MiB more memory.) Set back as in {@link exposed}.
 */
const NOTHING_OLD_AT_ONCE = {
  on: '--no-allocation-site-pretenuring',
  off: '--allocation-site-pretenuring',
};

/** What V8 calls with `--expose-gc`: everything, or the youngest objects alone. */
type Collect = (options?: { readonly type: 'minor' }) => void;

let collect: Collect | undefined;

/**
 * Made when it is needed first, because that takes a millisecond that a small input can do without. V8 marks the code
 * that it compiles with its flags, and takes nothing that was kept under others: each is set back.
 */
function exposed(): Collect {
  if (globalThis.gc) return globalThis.gc as Collect;
  setFlagsFromString('--expose-gc');
  const made = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  return made;
}

/** Hands blocks of input on, and collects garbage while they come. @param inFlight - See {@link createGarbageWatch}. */
export async function* collecting<T>(
  blocks: AsyncIterable<T>,
  inFlight?: number,
): AsyncGenerator<T, void, undefined> {
  const watch = createGarbageWatch(inFlight);
  try {
    for await (const block of blocks) {
      watch.look();
      yield block;
    }
  } finally {
    watch.end();
  }
}

interface GarbageWatch {
  /** Collects where too much has gathered; called once for each block of input. */
  look(): void;
  /** Sets V8's flags back. */
  end(): void;
}

/**
 * Keeps memory within bounds where records come in faster than V8 minds: buffers lie outside of its heap, and it lets
 * some 64 MiB of dead ones gather before it looks; and what is used again soon is still in the processor's cache.
 * Nearly everything dies young, so a look at the youngest objects is enough most times: 0.5 ms instead of 5.
 *
 * @param inFlight - Calls at once; none where nothing is sent.
 */
function createGarbageWatch(inFlight = 0): GarbageWatch {
  const most = {
    outside: Math.max(MAX_NEW.outside, inFlight * NEW_OF_CALL.outside),
    heap: Math.max(MAX_NEW.heap, inFlight * NEW_OF_CALL.heap),
  };
  const dueAfter = ({ outside, heap }: Memory) => ({
    outside: outside + most.outside,
    heap: heap + most.heap,
  });
  let alive = memory().outside;
  let due = dueAfter(memory());
  let looks = 0;
  const look = () => {
    looks += 1;
    if (looks === LOOKS_OF_SMALL_INPUT) setFlagsFromString(NOTHING_OLD_AT_ONCE.on);
    const now = memory();
    const next = dueAfter(now);
    // V8 collects by itself too, and frees in the background: what is less now has gone since the last look.
    due = { outside: Math.min(due.outside, next.outside), heap: Math.min(due.heap, next.heap) };
    if (now.outside < due.outside && now.heap < due.heap) return;
    collect ??= exposed();
    if (now.outside - alive < 2 * most.outside) {
      collect({ type: 'minor' });
      // Buffers go off the books a little later.
      due = { outside: now.outside + most.outside / 2, heap: dueAfter(memory()).heap };
    } else {
      // Some have grown old while they were in use. What is left after this is in use.
      collect();
      alive = memory().outside;
      due = dueAfter(memory());
    }
  };
  const end = () => {
    if (looks >= LOOKS_OF_SMALL_INPUT) setFlagsFromString(NOTHING_OLD_AT_ONCE.off);
  };
  return { look, end };
}

interface Memory {
  /** Bytes that V8's objects hold outside of its heap. */
  readonly outside: number;
  readonly heap: number;
}

/** `process.memoryUsage` would ask the system too, at 25 µs a call. */
function memory(): Memory {
  const { external_memory: outside, used_heap_size: heap } = getHeapStatistics();
  return { outside, heap };
}
