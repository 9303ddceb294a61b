/** Which number is meant: a metric is its namespace, its name and its whole set of dimensions. */
export interface Metric {
  readonly namespace: string;
  readonly metricName: string;
  /** Dimension name to value; the order means nothing. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/** One text for one metric, whatever order its dimensions were given in. */
export function metricKey(metric: Metric): string {
  const dimensions = Object.entries(metric.dimensions).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return JSON.stringify([metric.namespace, metric.metricName, dimensions]);
}
