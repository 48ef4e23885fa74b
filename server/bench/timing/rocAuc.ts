/** How well one figure tells two kinds apart: 0.5 is not at all, 1 or 0 is always. */
export interface RocAuc {
  readonly auc: number;
  /** Bootstrap interval. */
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 2_000;

/**
 * The area under the ROC curve: the chance that a figure of `a` is larger than one of `b`, where ties count half. With
 * a bootstrap interval of the given confidence, such as 0.95.
 */
export function rocAuc(a: readonly number[], b: readonly number[], confidence: number): RocAuc {
  const values = [...new Set([...a, ...b])].sort((x, y) => x - y);
  const place = new Map(values.map((value, index) => [value, index]));
  const placesOf = (figures: readonly number[]) => Int32Array.from(figures, figure => place.get(figure) ?? 0);
  const [placesA, placesB] = [placesOf(a), placesOf(b)];

  const areas = Array.from({ length: RESAMPLES }, () => area(resample(placesA), resample(placesB), values.length));
  areas.sort((x, y) => x - y);
  const at = (share: number) => areas[Math.min(RESAMPLES - 1, Math.max(0, Math.round(share * (RESAMPLES - 1))))] ?? 0;
  const tail = (1 - confidence) / 2;
  return { auc: area(placesA, placesB, values.length), low: at(tail), high: at(1 - tail) };
}

function resample(places: Int32Array): Int32Array {
  return Int32Array.from(places, () => places[Math.floor(Math.random() * places.length)] ?? 0);
}

function area(placesA: Int32Array, placesB: Int32Array, size: number): number {
  const [countsA, countsB] = [new Int32Array(size), new Int32Array(size)];
  for (const place of placesA) countsA[place] = (countsA[place] ?? 0) + 1;
  for (const place of placesB) countsB[place] = (countsB[place] ?? 0) + 1;
  let [larger, below] = [0, 0];
  for (let place = 0; place < size; place += 1) {
    const [inA, inB] = [countsA[place] ?? 0, countsB[place] ?? 0];
    larger += inA * (below + inB / 2);
    below += inB;
  }
  return larger / (placesA.length * placesB.length);
}
