/**
 * Makes a function that does the given work at most once in so many milliseconds, and nothing in between: for log lines
 * that strangers, or a product, could cause with each request.
 */
export function atMostEvery(ms: number, now: () => number = () => performance.now()): (work: () => void) => void {
  let quietUntilMs = Number.NEGATIVE_INFINITY;
  return work => {
    if (now() < quietUntilMs) return;
    quietUntilMs = now() + ms;
    work();
  };
}
