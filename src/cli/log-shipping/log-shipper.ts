import { sleep } from '../../actions/backoff.ts';
import { classifyError, describeError } from '../../actions/failures.ts';
import type { LogService } from '../../aws/log-service.ts';
import { type BufferedEvent, toEvent } from './log-batch.ts';
import { createLogBuffer, type LogBuffer } from './log-buffer.ts';

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

/** What a shipper needs to know. */
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

const MAX_BYTES = 4 * 1024 * 1024;

const OVERFLOW: Trouble = {
  errorCode: 'BufferFull',
  reason: 'the log service is slower than the log, so the oldest lines that wait are dropped',
};
const REJECTED: Trouble = {
  errorCode: 'RejectedLogEvents',
  reason: 'the log service left lines out for their time; check the clock and the retention of the group',
};

/** Makes a shipper; nothing is sent before its first line. */
export function createLogShipper(options: ShipperOptions): LogShipper {
  const shipper = new Shipper(options);
  return {
    write: (line) => shipper.write(line),
    end: (deadlineMs, cut) => shipper.end(deadlineMs, cut),
  };
}

class Shipper implements LogShipper {
  readonly #service: ShipperOptions['service'];
  readonly #onTrouble: ShipperOptions['onTrouble'];
  readonly #intervalMs: number;
  readonly #now: () => number;
  readonly #buffer: LogBuffer;
  readonly #cutOff = new AbortController();
  #phase: 'shipping' | 'ending' | 'off' = 'shipping';
  #logStream: 'to be made' | 'made' = 'to be made';
  #trouble: 'none yet' | 'told' = 'none yet';
  /** Taken from the buffer, and not stored yet. */
  #batch: readonly BufferedEvent[] = [];
  #working: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #latest = 0;
  #shipped = 0;
  #unshipped = 0;

  constructor({
    service,
    onTrouble,
    intervalMs = 1_000,
    maxBytes = MAX_BYTES,
    now = Date.now,
  }: ShipperOptions) {
    this.#service = service;
    this.#onTrouble = onTrouble;
    this.#intervalMs = intervalMs;
    this.#now = now;
    this.#buffer = createLogBuffer(maxBytes);
  }

  write(line: string): void {
    if (this.#phase === 'off') {
      this.#unshipped += 1;
      return;
    }
    // The service wants the order of time, and a clock may be set back.
    this.#latest = Math.max(this.#latest, this.#now());
    const dropped = this.#buffer.add(toEvent(line, this.#latest));
    this.#unshipped += dropped;
    if (dropped > 0) this.#tell(OVERFLOW);
    this.#schedule();
  }

  async end(deadlineMs: number, cut: AbortSignal): Promise<ShippedLines> {
    if (this.#phase === 'shipping') this.#phase = 'ending';
    clearTimeout(this.#timer);
    const drained = new AbortController();
    const deadline = sleep(deadlineMs, AbortSignal.any([drained.signal, cut]));
    await Promise.race([this.#drain(), deadline]);
    drained.abort();
    this.#giveUp();
    this.#cutOff.abort();
    return { shipped: this.#shipped, unshipped: this.#unshipped };
  }

  async #drain(): Promise<void> {
    await this.#working;
    if (this.#phase === 'ending') await this.#ship();
  }

  #schedule(): void {
    if (this.#working !== undefined) return;
    // A batch that failed waits for the next interval, otherwise a full buffer makes a hot loop.
    if (this.#buffer.hasFullBatch && this.#batch.length === 0) this.#start();
    else this.#timer ??= setTimeout(() => this.#start(), this.#intervalMs).unref();
  }

  #start(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#working = this.#ship().finally(() => {
      this.#working = undefined;
      const waiting = this.#batch.length + this.#buffer.length;
      if (this.#phase === 'shipping' && waiting > 0) this.#schedule();
    });
  }

  async #ship(): Promise<void> {
    while ((await this.#shipBatch()) === 'stored') {
      const isWanted = this.#phase === 'ending' ? this.#buffer.length > 0 : this.#buffer.hasFullBatch;
      if (!isWanted) return;
    }
  }

  /** Ships the batch that failed, else the next one. */
  async #shipBatch(): Promise<'stored' | 'failed'> {
    if (this.#batch.length === 0) this.#batch = this.#buffer.take();
    if (this.#batch.length === 0) return 'stored';
    try {
      if (this.#logStream === 'to be made') await this.#service.create(this.#cutOff.signal);
      this.#logStream = 'made';
      const rejected = await this.#service.put(this.#batch, this.#cutOff.signal);
      return this.#phase === 'off' ? 'failed' : this.#settle(rejected);
    } catch (error) {
      if (this.#phase !== 'off') this.#settleFailure(error);
      return 'failed';
    }
  }

  #settle(rejected: number): 'stored' {
    this.#shipped += this.#batch.length - rejected;
    this.#unshipped += rejected;
    this.#batch = [];
    if (rejected > 0) this.#tell(REJECTED);
    return 'stored';
  }

  #settleFailure(error: unknown): void {
    const { name, code, message } = describeError(error);
    this.#tell({ errorCode: code || name, reason: message });
    // What is refused for good is refused the next time as well.
    if (classifyError(error) === 'permanent') this.#giveUp();
  }

  #tell(trouble: Trouble): void {
    if (this.#trouble === 'told') return;
    // Before the call, because the warning is a line, too, and comes back to `write`.
    this.#trouble = 'told';
    this.#onTrouble(trouble);
  }

  #giveUp(): void {
    this.#phase = 'off';
    this.#unshipped += this.#batch.length + this.#buffer.length;
    this.#batch = [];
    while (this.#buffer.length > 0) this.#buffer.take();
  }
}
