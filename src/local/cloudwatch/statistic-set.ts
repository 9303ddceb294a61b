/** What CloudWatch keeps of the values of one metric in one minute; only its owner adds to it. */
export interface StatisticSet {
  sampleCount: number;
  sum: number;
  minimum: number;
  maximum: number;
  /**
   * How often each value came, values rounded to three digits so that a busy minute stays small.
   * It holds fewer samples than `sampleCount` where a sum was given without its values.
   */
  readonly histogram: Map<number, number>;
}

/** The set of one value that came `count` times. */
export function setOfValue(value: number, count = 1): StatisticSet {
  const histogram = new Map([[threeDigits(value), count]]);
  return { sampleCount: count, sum: value * count, minimum: value, maximum: value, histogram };
}

/** A set that shares nothing with `set`. */
export function copySet(set: StatisticSet): StatisticSet {
  return { ...set, histogram: new Map(set.histogram) };
}

/** Adds the samples of `added` to `target`. */
export function mergeInto(target: StatisticSet, added: StatisticSet): void {
  target.sampleCount += added.sampleCount;
  target.sum += added.sum;
  target.minimum = Math.min(target.minimum, added.minimum);
  target.maximum = Math.max(target.maximum, added.maximum);
  for (const [value, count] of added.histogram) {
    target.histogram.set(value, (target.histogram.get(value) ?? 0) + count);
  }
}

const readers: Readonly<Record<string, (set: StatisticSet) => number>> = {
  SampleCount: (set) => set.sampleCount,
  Sum: (set) => set.sum,
  Average: (set) => set.sum / set.sampleCount,
  Minimum: (set) => set.minimum,
  Maximum: (set) => set.maximum,
};

/** Whether a text names one of the five plain statistics. */
export function isPlainStatistic(name: string): boolean {
  return Object.hasOwn(readers, name);
}

/** Whether a text names a percentile: `p0` to `p100`, up to ten decimals. Doc: CloudWatch statistics definitions. */
export function isPercentile(name: string): boolean {
  return /^p(?:100(?:\.0{1,10})?|\d{1,2}(?:\.\d{1,10})?)$/.test(name);
}

/** One statistic of a set, or `undefined` where the set can't tell (a percentile of sums without values). */
export function readStatistic(set: StatisticSet, name: string): number | undefined {
  if (isPlainStatistic(name)) return readers[name]?.(set);
  return isPercentile(name) ? percentile(set, Number(name.slice(1)) / 100) : undefined;
}

function percentile(set: StatisticSet, share: number): number | undefined {
  if (set.minimum === set.maximum) return set.minimum;
  const entries = [...set.histogram].sort(([a], [b]) => a - b);
  const samples = entries.reduce((sum, [, count]) => sum + count, 0);
  if (samples < set.sampleCount) return undefined;
  let seen = 0;
  for (const [value, count] of entries) {
    seen += count;
    if (seen >= share * samples) return Math.min(set.maximum, Math.max(set.minimum, value));
  }
  return set.maximum;
}

const threeDigits = (value: number): number => Number(value.toPrecision(3));
