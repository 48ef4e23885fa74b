import { useCallback } from 'react';
import { useLocation } from 'wouter';
import { ownPageOf } from './place.ts';

/**
 * Goes to an address: by the router where it is one of our pages, else by loading it. Then it takes the place of the
 * form in the browser's history: the way back would show the form as it was left, with the password.
 */
export function useGoTo(): (address: string, options?: { replace?: boolean }) => void {
  const [, navigate] = useLocation();
  return useCallback(
    (address, options) => {
      const page = ownPageOf(address);
      if (page) navigate(page, options);
      else location.replace(address);
    },
    [navigate],
  );
}
