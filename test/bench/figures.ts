/** The middle of some figures. */
export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [below = Number.NaN, above = Number.NaN] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 0 ? (below + above) / 2 : above;
}

/** Median, and in brackets the lowest and the highest, such as `1.20 (1.15-1.31)`. */
export function spread(figures: readonly number[], digits = 2): string {
  const text = (figure: number) => figure.toFixed(digits);
  return `${text(median(figures))} (${text(Math.min(...figures))}-${text(Math.max(...figures))})`;
}

/** Median of the ratios of what ran in the same round, which a machine that gets slower meanwhile doesn't change. */
export function medianRatio(figures: readonly number[], others: readonly number[]): number {
  return median(figures.map((figure, round) => figure / (others[round] ?? Number.NaN)));
}
