import type { MetricObservation, MetricSink } from '../metric-sink.ts';
import { createLagQueue, type LagQueue } from './lag-queue.ts';
import { type Metric, metricKey } from './metric.ts';
import { type MetricJournal, openMetricJournal, type RecordedSet } from './metric-journal.ts';
import { createSeriesTable, type SeriesQuery, type SeriesTable } from './metric-series.ts';
import { mergeInto, type StatisticSet, setOfValue } from './statistic-set.ts';

const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;
const COMPACT_AT_BYTES = 8 * 1_048_576;

/** Values of one metric at one instant (epoch milliseconds). */
export interface MetricSample {
  readonly metric: Metric;
  readonly unit: string;
  readonly timestamp: number;
  readonly set: StatisticSet;
}

/** What the store needs. */
export interface MetricStoreOptions {
  /** File that keeps the samples. */
  readonly path: string;
  /** Milliseconds from a sample's coming in to its being seen: minutes with the real service. @defaultValue 0 */
  readonly lagMs?: number;
  /** @defaultValue `Date.now` */
  readonly now?: () => number;
  /** Runs its argument when the calls that are at hand have been answered. @defaultValue `setImmediate` */
  readonly soon?: (task: () => void) => void;
}

/** CloudWatch's memory of metrics. Samples are seen by readers only once the lag is over. */
export class MetricStore implements MetricSink {
  readonly #journal: MetricJournal;
  readonly #waiting: LagQueue;
  readonly #visible: SeriesTable = createSeriesTable();
  /** Observed since the last write, a set a metric, unit and minute. */
  readonly #fresh = new Map<string, RecordedSet>();
  readonly #now: () => number;
  readonly #soon: (task: () => void) => void;

  constructor({ path, lagMs = 0, now = Date.now, soon = setImmediate }: MetricStoreOptions) {
    const { journal, sets } = openMetricJournal(path);
    this.#journal = journal;
    this.#waiting = createLagQueue(lagMs);
    this.#now = now;
    this.#soon = soon;
    for (const recorded of sets) this.#waiting.add(recorded);
    this.#settle();
    // A killed process may have left half a line at the end, and the next line must not be glued to it.
    this.#compact();
  }

  /** Gathers the observations of one turn of the event loop, otherwise each would cost a write to the disk. */
  recordMetric(observation: MetricObservation): void {
    if (this.#fresh.size === 0) this.#soon(() => this.#flushOrKeep());
    this.#gather(toSample(observation));
  }

  /** Takes samples in; they are on disk when it returns. */
  putSamples(samples: readonly MetricSample[]): void {
    for (const sample of samples) this.#gather(sample);
    this.#flush();
  }

  /** The visible samples of one metric, a set a period. */
  read(query: SeriesQuery): ReadonlyMap<number, StatisticSet> {
    this.#flush();
    this.#settle();
    return this.#visible.read(query);
  }

  /** The units of the visible samples of one metric. */
  units(metric: Metric): readonly string[] {
    this.#flush();
    this.#settle();
    return this.#visible.units(metric);
  }

  /** The metrics with a visible sample at `since` (epoch milliseconds) or later, in the order of their first sample. */
  metrics(since: number): readonly Metric[] {
    this.#flush();
    this.#settle();
    return this.#visible.metrics(since);
  }

  close(): void {
    this.#flush();
    this.#journal.close();
  }

  #gather(sample: MetricSample): void {
    const recorded = toRecorded(sample, this.#now());
    const key = `${recorded.minute} ${recorded.unit} ${metricKey(recorded.metric)}`;
    const known = this.#fresh.get(key);
    if (known === undefined) this.#fresh.set(key, recorded);
    else mergeInto(known.set, recorded.set);
  }

  #flush(): void {
    if (this.#fresh.size === 0) return;
    const added = [...this.#fresh.values()];
    this.#journal.append(added);
    this.#fresh.clear();
    for (const recorded of added) this.#waiting.add(recorded);
    this.#settle();
    if (this.#journal.grownBytes > COMPACT_AT_BYTES) this.#compact();
  }

  // Metrics must never fail the call that they measure: what can't be written stays gathered, and the next reader,
  // who can be told of a full disk, tries again.
  #flushOrKeep(): void {
    try {
      this.#flush();
    } catch {}
  }

  #settle(): void {
    for (const recorded of this.#waiting.takeRipe(this.#now())) this.#visible.add(recorded);
  }

  #compact(): void {
    this.#journal.replace([...this.#visible.all(), ...this.#waiting.all()]);
  }
}

function toSample(observation: MetricObservation): MetricSample {
  const { namespace, name, dimensions, value, unit = 'None', timestamp } = observation;
  return { metric: { namespace, metricName: name, dimensions }, unit, timestamp, set: setOfValue(value) };
}

function toRecorded({ metric, unit, timestamp, set }: MetricSample, now: number): RecordedSet {
  const minute = Math.floor(timestamp / MINUTE_MS) * MINUTE_MS;
  return { metric, unit, minute, recordedAt: Math.floor(now / SECOND_MS) * SECOND_MS, set };
}
