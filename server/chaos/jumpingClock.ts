/**
 * Loaded before a server (`node --import`), this gives it a clock that jumps. It is up to two hours ahead of or behind
 * the true time, and changes every half a second. The jumps derive from the true time and the process, so that all its
 * threads have the same clock. Timers and `performance.now()` stay true, as they do on a machine whose clock is set.
 */
const FARTHEST_MS = 2 * 3_600_000;
const BETWEEN_JUMPS_MS = 500;
const TrueDate = Date;

/** A number from 0 up to 1 that looks random. */
function scramble(seed: number): number {
  const value = Math.sin(seed) * 10_000;
  return value - Math.floor(value);
}

function now(): number {
  const trueNow = TrueDate.now();
  const jumps = Math.floor(trueNow / BETWEEN_JUMPS_MS) % 1_000_000;
  return trueNow + Math.round((scramble(jumps + process.pid) * 2 - 1) * FARTHEST_MS);
}

globalThis.Date = new Proxy(TrueDate, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length > 0 ? args : [now()], newTarget),
  apply: () => new TrueDate(now()).toString(),
  get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
});
