/** Which number is meant: a metric is its namespace, its name and its whole set of dimensions. */
export interface Metric {
  readonly namespace: string;
  readonly metricName: string;
  /** Dimension name to value; the order means nothing. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/** One metric in one unit; each exists once, so that it can be compared and looked up by itself. */
export interface Series {
  /** Counts the series of this process from 1. */
  readonly id: number;
  /** The same object for all units of a metric. */
  readonly metric: Metric;
  /** CloudWatch unit such as `Count`, `Bytes` or `None`. */
  readonly unit: string;
}

/** The series that there are. */
export interface SeriesNames {
  /** The one series of this metric and unit, made when it is new. */
  seriesOf(metric: Metric, unit: string): Series;
  /** The series of this metric, a unit each. */
  unitsOf(metric: Metric): readonly Series[];
}

/** No series yet. It is asked for each observation, several times a put. */
export function createSeriesNames(): SeriesNames {
  const byMetric = new Map<string, { readonly metric: Metric; readonly units: Map<string, Series> }>();
  let count = 0;
  return {
    seriesOf(metric, unit) {
      const key = metricKey(metric);
      const group = byMetric.get(key) ?? { metric, units: new Map<string, Series>() };
      const known = group.units.get(unit);
      if (known !== undefined) return known;
      count += 1;
      const series = { id: count, metric: group.metric, unit };
      group.units.set(unit, series);
      byMetric.set(key, group);
      return series;
    },
    unitsOf: (metric) => [...(byMetric.get(metricKey(metric))?.units.values() ?? [])],
  };
}

/** One text for one metric, whatever order its dimensions were given in. */
function metricKey({ namespace, metricName, dimensions }: Metric): string {
  const names = Object.keys(dimensions);
  if (names.length > 1) names.sort();
  let key = `${namespace}\0${metricName}`;
  for (const name of names) key += `\0${name}\0${dimensions[name]}`;
  return key;
}
