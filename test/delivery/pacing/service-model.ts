import { createPacer, type PacedQuota } from '../../../src/delivery/pacing/pacer.ts';

/** What a simulated minute or so of sending came to. */
export interface Simulated {
  /** What all producers stored, as a share of what the quota allowed for after the first seconds. */
  readonly use: number;
  /** Throttled records of the paced sender after the first seconds, as a share of those that it sent. */
  readonly throttled: number;
  /** Records that were stored each second, as a share of a second's quota. */
  readonly storedEach: readonly number[];
}

export interface Simulation {
  readonly source: PacedQuota['source'];
  /** What the service really takes, as a share of the quota that the sender knows. @defaultValue 1 */
  readonly trueShare?: number;
  readonly seconds: number;
  readonly bytesPerSecond: number;
  readonly recordBytes: number;
  /** Time of a call, in milliseconds. */
  readonly callMs: number;
  readonly inFlight?: number;
  /** Share of the quota that somebody else asks for at a time, in seconds. */
  readonly others?: (second: number) => number;
}

const FIRST_MS = 3_000;
const OTHERS_TICK_MS = 5;

/** Simulates a sender with its pacer, the service's bucket and another producer, by a clock that only events advance. */
export async function simulate(simulation: Simulation): Promise<Simulated> {
  const { source, seconds, bytesPerSecond, recordBytes, callMs, inFlight = 8 } = simulation;
  const clock = createClock();
  const random = seeded(1);
  const pacer = createPacer({ now: clock.now, sleep: (ms) => clock.sleep(Math.max(1, Math.ceil(ms))) });
  const quota = { bytesPerSecond, recordsPerSecond: 1_000_000, requestsPerSecond: 2_000 };
  pacer.pace({ quota, source });
  const service = createService(bytesPerSecond * (simulation.trueShare ?? 1), recordBytes, clock.now);
  const sums = { stored: 0, sent: 0, throttled: 0, others: 0 };
  const storedEach = new Array<number>(seconds).fill(0);
  const signal = new AbortController().signal;

  const send = async (records: number) => {
    await pacer.admit({ records, bytes: records * recordBytes }, signal);
    const sentAt = clock.now();
    // A call is stored halfway through, give or take some.
    const wayMs = (callMs / 2) * (0.8 + 0.4 * random());
    await clock.sleep(wayMs);
    const stored = service.take(records);
    const second = Math.floor(clock.now() / 1_000);
    storedEach[second] = (storedEach[second] ?? 0) + (stored * recordBytes) / bytesPerSecond;
    if (clock.now() >= FIRST_MS) {
      sums.stored += stored;
      sums.sent += records;
      sums.throttled += records - stored;
    }
    await clock.sleep(wayMs);
    pacer.observe({ sentAt, records, throttled: records - stored });
    return records - stored;
  };
  const work = async () => {
    for (;;) {
      const left = await send(Math.max(1, Math.min(500, Math.floor(pacer.limits.bytes / recordBytes))));
      // What was throttled comes again after a while, and is paced like everything else.
      if (left > 0) void clock.sleep(random() * 100).then(() => send(left));
    }
  };
  const others = async () => {
    for (let owed = 0; ; await clock.sleep(OTHERS_TICK_MS)) {
      owed +=
        ((simulation.others?.(clock.now() / 1_000) ?? 0) * bytesPerSecond * OTHERS_TICK_MS) /
        1_000 /
        recordBytes;
      const stored = service.take(Math.floor(owed));
      owed -= Math.floor(owed);
      if (clock.now() >= FIRST_MS) sums.others += stored;
    }
  };
  for (let place = 0; place < inFlight; place += 1) void work();
  void others();
  await clock.runUntil(seconds * 1_000);
  const allowed = (bytesPerSecond * (simulation.trueShare ?? 1) * (seconds * 1_000 - FIRST_MS)) / 1_000;
  return {
    use: ((sums.stored + sums.others) * recordBytes) / allowed,
    throttled: sums.throttled / sums.sent,
    storedEach,
  };
}

/** A bucket of one second of quota, full at the beginning. */
function createService(bytesPerSecond: number, recordBytes: number, now: () => number) {
  let level = bytesPerSecond;
  let filledAt = 0;
  return {
    take: (records: number) => {
      level = Math.min(bytesPerSecond, level + ((now() - filledAt) / 1_000) * bytesPerSecond);
      filledAt = now();
      const stored = Math.min(records, Math.floor(level / recordBytes));
      level -= stored * recordBytes;
      return stored;
    },
  };
}

/** A clock that stands still while anybody works, and then goes on to the next event. */
function createClock() {
  let time = 0;
  const events: { readonly at: number; readonly run: () => void }[] = [];
  return {
    now: () => time,
    sleep: (ms: number) =>
      new Promise<void>((resolve) => {
        const at = time + ms;
        events.splice(events.findLastIndex((event) => event.at <= at) + 1, 0, { at, run: resolve });
      }),
    runUntil: async (end: number) => {
      await settled();
      for (let next = events.shift(); next && next.at <= end; next = events.shift()) {
        time = next.at;
        next.run();
        await settled();
      }
    },
  };
}

/** Lets everything run that waits for nothing but its turn. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await undefined;
}

/** Numbers from 0 up to 1 that are the same each time. (Park and Miller's generator.) */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
