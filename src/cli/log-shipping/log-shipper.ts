import { sleep } from '../../actions/backoff.ts';
import { classifyError, describeError } from '../../actions/failures.ts';
import type { LogService } from '../../aws/log-service.ts';
import { type BufferedEvent, toEvent } from './log-batch.ts';
import { createLogBuffer } from './log-buffer.ts';

/** Why lines may not arrive, for one warning. */
export interface Trouble {
  readonly errorCode: string;
  readonly reason: string;
}

/** Lines that the log service has stored, and lines that it hasn't, as far as anybody can tell. */
export interface ShippedLines {
  readonly shipped: number;
  readonly unshipped: number;
}

/** Takes log lines at any speed and ships them behind the back of whoever logs. */
export interface LogShipper {
  /** Keeps a line for the next batch; never waits, and throws nothing. */
  write(line: string): void;
  /** Ships what is left, for `deadlineMs` at most or until the signal; lines that come later aren't shipped. */
  end(deadlineMs: number, cut: AbortSignal): Promise<ShippedLines>;
}

export interface ShipperOptions {
  readonly service: Pick<LogService, 'create' | 'put'>;
  /** Told once, of the first trouble. */
  readonly onTrouble: (trouble: Trouble) => void;
  /** How long lines are gathered before a call, in milliseconds. @defaultValue 1000 */
  readonly intervalMs?: number;
  /** Bound of what waits, in bytes as the service counts them. @defaultValue 4 MiB */
  readonly maxBytes?: number;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

const OVERFLOW: Trouble = {
  errorCode: 'BufferFull',
  reason: 'the log service is slower than the log, so the oldest lines that wait are dropped',
};
const REJECTED: Trouble = {
  errorCode: 'RejectedLogEvents',
  reason: 'the log service left lines out for their time; check the clock and the retention of the group',
};

export function createLogShipper(options: ShipperOptions): LogShipper {
  const { service, intervalMs = 1_000, maxBytes = 4 * 1024 * 1024, now = Date.now } = options;
  const buffer = createLogBuffer(maxBytes);
  const cutOff = new AbortController();
  let phase: 'shipping' | 'ending' | 'off' = 'shipping';
  let isCreated = false;
  let isTold = false;
  /** Taken from the buffer, and not stored yet. */
  let batch: readonly BufferedEvent[] = [];
  let working: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let latest = 0;
  let shipped = 0;
  let unshipped = 0;

  const tell = (trouble: Trouble) => {
    if (isTold) return;
    // Before the call, because the warning is a line, too, and comes back to `write`.
    isTold = true;
    options.onTrouble(trouble);
  };

  const give = () => {
    phase = 'off';
    unshipped += batch.length + buffer.length;
    batch = [];
    while (buffer.length > 0) buffer.take();
  };

  /** Makes one batch's calls. Says whether another one may follow. */
  const shipBatch = async (): Promise<'stored' | 'failed'> => {
    if (batch.length === 0) batch = buffer.take();
    if (batch.length === 0) return 'stored';
    try {
      if (!isCreated) await service.create(cutOff.signal);
      isCreated = true;
      const rejected = await service.put(batch, cutOff.signal);
      if (phase === 'off') return 'failed';
      shipped += batch.length - rejected;
      unshipped += rejected;
      batch = [];
      if (rejected > 0) tell(REJECTED);
      return 'stored';
    } catch (error) {
      if (phase === 'off') return 'failed';
      const { name, code, message } = describeError(error);
      tell({ errorCode: code || name, reason: message });
      // What is refused for good is refused the next time as well.
      if (classifyError(error) === 'permanent') give();
      return 'failed';
    }
  };

  const ship = async (): Promise<void> => {
    while ((await shipBatch()) === 'stored') {
      const isWanted = phase === 'ending' ? buffer.length > 0 : buffer.hasFullBatch;
      if (!isWanted) return;
    }
  };

  const start = () => {
    clearTimeout(timer);
    timer = undefined;
    working = ship().finally(() => {
      working = undefined;
      if (phase === 'shipping' && batch.length + buffer.length > 0) schedule();
    });
  };

  const schedule = () => {
    if (working !== undefined) return;
    // A batch that failed waits for the next interval, otherwise a full buffer makes a hot loop.
    if (buffer.hasFullBatch && batch.length === 0) return start();
    timer ??= setTimeout(start, intervalMs).unref();
  };

  return {
    write: (line) => {
      if (phase === 'off') {
        unshipped += 1;
        return;
      }
      // The service wants the order of time, and a clock may be set back.
      latest = Math.max(latest, now());
      const dropped = buffer.add(toEvent(line, latest));
      unshipped += dropped;
      if (dropped > 0) tell(OVERFLOW);
      schedule();
    },
    end: async (deadlineMs, cut) => {
      if (phase === 'shipping') phase = 'ending';
      clearTimeout(timer);
      const drained = new AbortController();
      const drain = async () => {
        await working;
        if (phase === 'ending') await ship();
        drained.abort();
      };
      const deadline = sleep(deadlineMs, AbortSignal.any([drained.signal, cut]));
      await Promise.race([drain(), deadline]);
      drained.abort();
      give();
      cutOff.abort();
      return { shipped, unshipped };
    },
  };
}
