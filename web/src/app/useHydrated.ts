import { useSyncExternalStore } from 'react';

const never = () => () => {};

/** False while prerendering and for the first render of a prerendered page, which have to give the same markup. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
