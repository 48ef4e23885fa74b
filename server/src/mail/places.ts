/**
 * Makes so many places for work. What finds none waits for one, in the order in which it came. Work may leave its place
 * before it has ended.
 */
export function createPlaces(count: number): <Result>(work: (leave: () => void) => Promise<Result>) => Promise<Result> {
  let free = count;
  const waiting: Array<() => void> = [];
  return async work => {
    if (free > 0) free -= 1;
    else await new Promise<void>(resolve => waiting.push(resolve));
    let left = false;
    const leave = () => {
      if (left) return;
      left = true;
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    };
    try {
      return await work(leave);
    } finally {
      leave();
    }
  };
}
