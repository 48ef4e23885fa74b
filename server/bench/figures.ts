/** The middle one of an odd number of figures, or the mean of the middle two. */
export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle) - 1] ?? 0)) / 2;
}

/** The quantile of the figures at a fraction from 0 to 1. */
export function quantile(figures: readonly number[], fraction: number): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * fraction))] ?? Number.NaN;
}

/** Median and spread of the rounds, as they stand in the table: `52 % (49 to 55)`. */
export function spread(figures: readonly number[], write: (figure: number) => string): string {
  return `${write(median(figures))} (${write(Math.min(...figures))} to ${write(Math.max(...figures))})`;
}

/** Each figure as a share of the one beside it, of the same round. */
export function ratios(figures: readonly number[], beside: readonly number[]): number[] {
  return figures.map((figure, round) => figure / (beside[round] ?? Number.NaN));
}

/** A rate without decimals. */
export const perSecond = (rate: number): string => String(Math.round(rate));

/** A ratio as a percentage without decimals. */
export const percent = (ratio: number): string => `${Math.round(ratio * 100)} %`;

/** Milliseconds of processor time that work takes in all threads of this process. */
export function processorMsOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/**
 * Takes several measurements in alternating rounds, so that a machine that slows down slows all of them. Returns the
 * figures of each.
 */
export async function alternate<Names extends string>(
  rounds: number,
  measurements: Readonly<Record<Names, () => Promise<number>>>,
): Promise<Record<Names, number[]>> {
  const names = Object.keys(measurements) as Names[];
  const figures = Object.fromEntries(names.map(name => [name, []])) as unknown as Record<Names, number[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) figures[name].push(await measurements[name]());
  }
  return figures;
}
