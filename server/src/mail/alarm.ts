/** Rings once, at the earliest of the times that it was set to since it last rang. */
export type Alarm = { ringIn(delayMs: number): void; cancel(): void };

/** An alarm that calls `ring`, unless it was cancelled before. */
export function createAlarm(ring: () => void): Alarm {
  let set: { timer: NodeJS.Timeout; at: number } | undefined;

  function cancel(): void {
    clearTimeout(set?.timer);
    set = undefined;
  }

  return {
    cancel,
    ringIn(delayMs) {
      const at = performance.now() + delayMs;
      if (set && set.at <= at) return;
      cancel();
      const timer = setTimeout(() => {
        set = undefined;
        ring();
      }, delayMs);
      set = { timer, at };
    },
  };
}
