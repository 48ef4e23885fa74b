import { useSyncExternalStore } from 'react';

const TICK_MS = 15_000;

let now = 0;

/** The same for every caller until the next tick, so that all times on a page agree. */
function readNow(): number {
  const time = Date.now();
  if (Math.abs(time - now) >= TICK_MS) now = time;
  return now;
}

/** Timers rest while a page is in the background, so it also looks when it is seen again. */
function watch(onTick: () => void): () => void {
  const timer = setInterval(onTick, TICK_MS);
  document.addEventListener('visibilitychange', onTick);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', onTick);
  };
}

/** The present time in milliseconds since 1970, a quarter of a minute old at most. */
export function useNow(): number {
  return useSyncExternalStore(watch, readNow, readNow);
}
