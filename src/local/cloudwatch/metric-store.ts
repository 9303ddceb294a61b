import type { MetricObservation, MetricSink } from '../metric-sink.ts';
import { createLagQueue, type LagQueue } from './lag-queue.ts';
import { createSeriesNames, type Metric } from './metric.ts';
import { type MetricJournal, openMetricJournal, type RecordedSet } from './metric-journal.ts';
import { createSeriesTable, type PeriodQuery } from './metric-series.ts';
import { createSetsByMinute } from './sets-by-minute.ts';
import { type StatisticSet, setOfValue } from './statistic-set.ts';

const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;

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
  /** Runs its argument before the call that is at hand is answered. @defaultValue `queueMicrotask` */
  readonly soon?: (task: () => void) => void;
}

/** CloudWatch's memory of metrics. Samples are seen by readers only once the lag is over. */
export class MetricStore implements MetricSink {
  readonly #names = createSeriesNames();
  readonly #journal: MetricJournal;
  readonly #waiting: LagQueue;
  readonly #visible = createSeriesTable();
  /** Observed since the last write. */
  readonly #fresh = createSetsByMinute();
  #isFlushDue = false;
  readonly #now: () => number;
  readonly #soon: (task: () => void) => void;

  constructor({ path, lagMs = 0, now = Date.now, soon = queueMicrotask }: MetricStoreOptions) {
    const { journal, sets } = openMetricJournal(path, this.#names);
    this.#journal = journal;
    this.#waiting = createLagQueue(lagMs);
    this.#now = now;
    this.#soon = soon;
    for (const recorded of sets) this.#waiting.add(recorded);
    this.#settle();
    // A killed process may have left half a line at the end, and the next line must not be glued to it.
    this.#compact();
  }

  /** Gathers what one call observes, otherwise each observation would cost a write; it is written before the answer. */
  recordMetric(observation: MetricObservation): void {
    if (!this.#isFlushDue) this.#soon(() => this.#flushOrKeep());
    this.#isFlushDue = true;
    this.#fresh.add(this.#toRecorded(toSample(observation)));
  }

  /** Takes samples in; they are on disk when it returns. */
  putSamples(samples: readonly MetricSample[]): void {
    for (const sample of samples) this.#fresh.add(this.#toRecorded(sample));
    this.#flush();
  }

  /** The visible samples of one metric, a set a period; in every unit when `unit` is undefined. */
  read(metric: Metric, unit: string | undefined, query: PeriodQuery): ReadonlyMap<number, StatisticSet> {
    this.#look();
    const series = this.#names.unitsOf(metric);
    return this.#visible.read(unit === undefined ? series : series.filter((one) => one.unit === unit), query);
  }

  /** The units that samples of this metric came in. */
  units(metric: Metric): readonly string[] {
    return this.#names.unitsOf(metric).map(({ unit }) => unit);
  }

  /** The metrics with a visible sample at `since` (epoch milliseconds) or later, in the order of their first sample. */
  metrics(since: number): readonly Metric[] {
    this.#look();
    return this.#visible.metrics(since);
  }

  close(): void {
    this.#flush();
    this.#journal.close();
  }

  #toRecorded({ metric, unit, timestamp, set }: MetricSample): RecordedSet {
    return {
      series: this.#names.seriesOf(metric, unit),
      minute: Math.floor(timestamp / MINUTE_MS) * MINUTE_MS,
      recordedAt: Math.floor(this.#now() / SECOND_MS) * SECOND_MS,
      set,
    };
  }

  #look(): void {
    this.#flush();
    this.#settle();
  }

  #flush(): void {
    if (this.#fresh.size === 0) return;
    const added = this.#fresh.all();
    this.#journal.append(added);
    this.#fresh.clear();
    for (const recorded of added) this.#waiting.add(recorded);
    this.#settle();
    if (this.#journal.isLong()) this.#compact();
  }

  // Metrics must never fail the call that they measure: what can't be written stays gathered, and the next call
  // or reader, who can be told of a full disk, tries again.
  #flushOrKeep(): void {
    this.#isFlushDue = false;
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
