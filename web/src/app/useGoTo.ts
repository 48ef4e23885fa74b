import { useCallback } from 'react';
import { useLocation } from 'wouter';
import { pagePathOf } from '../paths.ts';

/** Goes to a path of this origin: by the router where it is one of our pages, else by loading it. */
export function useGoTo(): (path: string, options?: { replace?: boolean }) => void {
  const [, navigate] = useLocation();
  return useCallback(
    (path, options) => {
      if (pagePathOf(path.replace(/[?#].*$/, ''))) navigate(path, options);
      else location.assign(path);
    },
    [navigate],
  );
}
