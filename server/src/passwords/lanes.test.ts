import { describe, expect, it } from 'vitest';
import { createLanes, LanesFull } from './lanes.ts';

/** Work that ends when it is told to. */
function work() {
  let end: (fault?: Error) => void = () => {};
  let begun = false;
  return {
    run: () => {
      begun = true;
      return new Promise<void>((resolve, reject) => {
        end = fault => (fault ? reject(fault) : resolve());
      });
    },
    end: (fault?: Error) => end(fault),
    get begun() {
      return begun;
    },
  };
}

describe('lanes for hashing', () => {
  it('run so many pieces of work at once and the others in order of arrival', async () => {
    const lanes = createLanes({ lanes: 2, queueLength: 5 });
    const jobs = [work(), work(), work(), work()];
    const done = jobs.map(job => lanes.run(job.run));
    expect(jobs.map(job => job.begun)).toEqual([true, true, false, false]);
    expect(lanes.load).toEqual({ running: 2, waiting: 2 });
    jobs[1]?.end();
    await done[1];
    expect(jobs.map(job => job.begun)).toEqual([true, true, true, false]);
    jobs[0]?.end();
    await done[0];
    expect(jobs[3]?.begun).toBe(true);
    jobs[2]?.end();
    jobs[3]?.end();
    await Promise.all(done);
    expect(lanes.load).toEqual({ running: 0, waiting: 0 });
  });

  it('refuse at once when too much waits, and take work again when some of it is done', async () => {
    const lanes = createLanes({ lanes: 1, queueLength: 1 });
    const [first, second] = [work(), work()];
    const done = [lanes.run(first.run), lanes.run(second.run)];
    await expect(lanes.run(async () => {})).rejects.toMatchObject(new LanesFull('too much hashing is waiting already'));
    first.end();
    await done[0];
    const third = lanes.run(async () => 'third');
    second.end();
    expect(await third).toBe('third');
  });

  it('are given back by work that fails', async () => {
    const lanes = createLanes({ lanes: 1, queueLength: 1 });
    await expect(lanes.run(async () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(lanes.load).toEqual({ running: 0, waiting: 0 });
    expect(await lanes.run(async () => 'next')).toBe('next');
  });
});
