import { useCallback } from 'react';
import { useLocation } from 'wouter';
import { ownPageOf } from './place.ts';

/** Goes to an address: by the router where it is one of our pages, else by loading it. */
export function useGoTo(): (address: string, options?: { replace?: boolean }) => void {
  const [, navigate] = useLocation();
  return useCallback(
    (address, options) => {
      const page = ownPageOf(address);
      if (page) navigate(page, options);
      else if (options?.replace) location.replace(address);
      else location.assign(address);
    },
    [navigate],
  );
}
