import { useCallback } from 'react';
import { useLocation } from 'wouter';
import { pagePathOf } from '../paths.ts';

/** Goes to a path of this origin: inside of the page where a screen of ours has that path, else by loading it. */
export function useFollow(): (path: string, options?: { replace?: boolean }) => void {
  const [, navigate] = useLocation();
  return useCallback(
    (path, options) => {
      if (pagePathOf(path.replace(/[?#].*$/, ''))) navigate(path, options);
      else location.assign(path);
    },
    [navigate],
  );
}
