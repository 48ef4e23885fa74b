import { useEffect, useState } from 'react';

/** The whole seconds left until a time (milliseconds since 1970). Counts down to 0. */
export function useSecondsUntil(until: number): number {
  const secondsLeft = () => Math.max(0, Math.ceil((until - Date.now()) / 1000));
  const [seconds, setSeconds] = useState(secondsLeft);
  // biome-ignore lint/correctness/useExhaustiveDependencies: secondsLeft depends on the time alone.
  useEffect(() => {
    setSeconds(secondsLeft);
    const timer = setInterval(() => {
      setSeconds(secondsLeft);
      if (secondsLeft() === 0) clearInterval(timer);
    }, 500);
    return () => clearInterval(timer);
  }, [until]);
  return seconds;
}

/** Seconds as a clock shows them, 0:07 or 1:02:03. Not announced: every second would be too often. */
export function Countdown({ seconds }: { seconds: number }) {
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return (
    <bdi className="countdown" role="timer">
      {hours > 0 ? `${hours}:${two(minutes)}` : minutes}:{two(seconds % 60)}
    </bdi>
  );
}
