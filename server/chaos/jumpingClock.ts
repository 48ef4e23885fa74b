/**
 * Loaded before a server (`node --import`), this gives it a clock that jumps: by up to two hours ahead or back from the
 * true time, at the start and then every half a second or so. Timers and `performance.now()` stay true, as they do on a
 * machine whose clock is set.
 */
const FARTHEST_MS = 2 * 3_600_000;
const TrueDate = Date;
let offsetMs = 0;

function jump(): void {
  offsetMs = Math.round((Math.random() * 2 - 1) * FARTHEST_MS);
  setTimeout(jump, 200 + Math.random() * 600).unref();
}
jump();

globalThis.Date = new Proxy(TrueDate, {
  construct: (target, parts, newTarget) =>
    Reflect.construct(target, parts.length > 0 ? parts : [TrueDate.now() + offsetMs], newTarget),
  apply: () => new TrueDate(TrueDate.now() + offsetMs).toString(),
  get: (target, name, receiver) =>
    name === 'now' ? () => TrueDate.now() + offsetMs : Reflect.get(target, name, receiver),
});
