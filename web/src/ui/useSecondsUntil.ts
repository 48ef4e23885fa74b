import { useEffect, useState } from 'react';

/** The whole seconds left until a time (milliseconds since 1970). Counts down to 0. */
export function useSecondsUntil(time: number): number {
  const secondsLeft = () => Math.max(0, Math.ceil((time - Date.now()) / 1000));
  const [seconds, setSeconds] = useState(secondsLeft);
  // biome-ignore lint/correctness/useExhaustiveDependencies: secondsLeft depends on the time alone.
  useEffect(() => {
    setSeconds(secondsLeft);
    const timer = setInterval(() => {
      setSeconds(secondsLeft);
      if (secondsLeft() === 0) clearInterval(timer);
    }, 500);
    return () => clearInterval(timer);
  }, [time]);
  return seconds;
}
