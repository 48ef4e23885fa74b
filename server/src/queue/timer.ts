/** A timer that calls once, at the earliest of the times set since its last call. */
export interface Timer {
  callIn(delayMs: number): void;
  cancel(): void;
}

/** A timer that calls `callback`, unless it was cancelled before. */
export function createTimer(callback: () => void): Timer {
  let pending: { readonly timeout: NodeJS.Timeout; readonly at: number } | undefined;

  function cancel(): void {
    clearTimeout(pending?.timeout);
    pending = undefined;
  }

  return {
    cancel,
    callIn(delayMs) {
      const at = performance.now() + delayMs;
      if (pending && pending.at <= at) return;
      cancel();
      const timeout = setTimeout(() => {
        pending = undefined;
        callback();
      }, delayMs);
      pending = { timeout, at };
    },
  };
}
