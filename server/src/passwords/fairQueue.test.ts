import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFairQueue, type FairQueue, type QueueBounds } from './fairQueue.ts';

const ROOMY = { total: 1_000, perClient: 1_000 };

const client = (...names: string[]) => ({ client: names, knownDevice: undefined });
const device = (name: string, ...client: string[]) => ({
  client: client.length > 0 ? client : [`client of ${name}`],
  knownDevice: name,
});

function queueOf(bounds: Partial<QueueBounds> = {}): FairQueue<string> {
  return createFairQueue<string>({ ...ROOMY, ...bounds });
}

function drained(queue: FairQueue<string>): string[] {
  const served: string[] = [];
  for (let task = queue.shift(); task !== undefined; task = queue.shift()) served.push(task);
  return served;
}

describe('the queue of hashing', { tags: ['strangers-loop'] }, () => {
  it('serves clients by turns, however many tasks one of them has waiting', () => {
    const queue = queueOf();
    for (const n of [1, 2, 3, 4]) queue.push(`a${n}`, client('a'));
    for (const n of [1, 2]) queue.push(`b${n}`, client('b'));
    queue.push('c1', client('c'));
    expect(queue.waiting).toBe(7);
    expect(drained(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4']);
    expect([queue.waiting, queue.shift()]).toEqual([0, undefined]);
  });

  it('makes a newcomer wait for one task of each other client, and a client that was just served for all others', () => {
    const queue = queueOf();
    for (const name of ['a', 'b', 'c']) for (const n of [1, 2, 3]) queue.push(`${name}${n}`, client(name));
    expect(queue.shift()).toBe('a1');
    queue.push('d1', client('d'));
    expect([queue.shift(), queue.shift(), queue.shift(), queue.shift()]).toEqual(['b1', 'c1', 'a2', 'd1']);
    queue.push('d2', client('d'));
    expect([queue.shift(), queue.shift(), queue.shift(), queue.shift()]).toEqual(['b2', 'c2', 'a3', 'd2']);
  });

  it('gives one turn to a wide network, and shares it out among the narrower ones within it', () => {
    const queue = queueOf();
    for (const n of [1, 2, 3]) queue.push(`a/x${n}`, client('a/48', 'x/64'));
    for (const n of [1, 2]) queue.push(`a/y${n}`, client('a/48', 'y/64'));
    for (const n of [1, 2, 3]) queue.push(`b${n}`, client('192.0.2.7'));
    expect(drained(queue)).toEqual(['a/x1', 'b1', 'a/y1', 'b2', 'a/x2', 'b3', 'a/y2', 'a/x3']);
  });

  it('serves known devices before all others, by turns', () => {
    const queue = queueOf();
    for (const n of [1, 2]) queue.push(`a${n}`, client('a'));
    for (const n of [1, 2]) queue.push(`ada${n}`, device('ada'));
    queue.push('bob1', device('bob'));
    expect(drained(queue)).toEqual(['ada1', 'bob1', 'a1', 'ada2', 'a2']);
  });

  it('gives one client, however many known devices it has made, no more than its turn among clients and every other turn', () => {
    const queue = queueOf();
    for (let n = 0; n < 6; n += 1) queue.push(`eve${n}`, device(`device ${n}`, '203.0.113.6'));
    queue.push('ada', device('ada'));
    for (const n of [1, 2]) queue.push(`a${n}`, client('a'));
    expect(drained(queue)).toEqual(['eve0', 'ada', 'a1', 'eve1', 'a2', 'eve2', 'eve3', 'eve4', 'eve5']);
  });

  it('keeps a quarter of its places for others, however many known devices there are', () => {
    const queue = queueOf({ total: 8 });
    for (let n = 0; n < 8; n += 1) queue.push(`eve${n}`, device(`device ${n}`, `eve's client ${n % 4}`));
    expect(queue.push('a1', client('a'))).toMatch(/^eve/);
    expect(queue.push('b1', client('b'))).toMatch(/^eve/);
    expect(queue.push('c1', client('c'))).toBe('c1');
    queue.push('eve8', device('device 8', "eve's client 8"));
    expect(drained(queue)).toEqual(expect.arrayContaining(['a1', 'b1']));
  });

  it('serves one other after eight known devices in a row, so that an account cannot block other callers', () => {
    const queue = queueOf();
    for (const n of [1, 2]) queue.push(`a${n}`, client('a'));
    for (let n = 0; n < 20; n += 1) queue.push('known', device(`device ${n}`));
    const served = drained(queue);
    expect([served.indexOf('a1'), served.indexOf('a2')]).toEqual([8, 17]);
  });

  it('refuses, when it is full, the youngest task of the client that has most waiting, in favour of one that has fewer', () => {
    const queue = queueOf({ total: 4 });
    for (const n of [1, 2, 3]) expect(queue.push(`a${n}`, client('a'))).toBeUndefined();
    expect(queue.push('b1', client('b'))).toBeUndefined();
    expect(queue.push('c1', client('c'))).toBe('a3');
    expect(queue.push('d1', client('d'))).toBe('a2');
    expect(drained(queue)).toEqual(['a1', 'b1', 'c1', 'd1']);
  });

  it('refuses the newcomer where its client would have as many waiting as the one that has most', () => {
    const queue = queueOf({ total: 2 });
    queue.push('a1', client('a'));
    queue.push('b1', client('b'));
    expect(queue.push('c1', client('c'))).toBe('c1');
    expect(queue.push('a2', client('a'))).toBe('a2');
    expect(drained(queue)).toEqual(['a1', 'b1']);
  });

  it('makes room within the newcomer’s own network where that is what is full', () => {
    const queue = queueOf({ total: 4 });
    for (const n of [1, 2, 3]) queue.push(`x${n}`, client('a/48', 'x/64'));
    queue.push('b1', client('b'));
    expect(queue.push('y1', client('a/48', 'y/64'))).toBe('x3');
    expect(queue.waiting).toBe(4);
    expect(drained(queue)).toEqual(['x1', 'b1', 'y1', 'x2']);
  });

  it('holds so many tasks of one client and no more, though there is room', () => {
    const queue = queueOf({ perClient: 2 });
    expect(queue.push('x1', client('a/48', 'x/64'))).toBeUndefined();
    expect(queue.push('x2', client('a/48', 'x/64'))).toBeUndefined();
    expect(queue.push('x3', client('a/48', 'x/64'))).toBe('x3');
    expect(queue.push('y1', client('a/48', 'y/64'))).toBe('x2');
    expect(queue.push('b1', client('b'))).toBeUndefined();
    expect(queue.waiting).toBe(3);
    expect(drained(queue)).toEqual(['x1', 'b1', 'y1']);
  });

  it('never refuses a known device because of strangers, and holds few tasks of each client', () => {
    const queue = queueOf({ total: 3, perClient: 2 });
    queue.push('a1', client('a'));
    queue.push('b1', client('b'));
    queue.push('c1', client('c'));
    expect(queue.push('ada1', device('ada'))).toBe('c1');
    expect(queue.push('ada2', device('ada'))).toBe('b1');
    expect(queue.push('ada3', device('ada'))).toBe('ada3');
    expect(queue.push('bob1', device('bob'))).toBe('a1');
    expect(queue.push('a2', client('a'))).toBe('a2');
    expect(drained(queue)).toEqual(['ada1', 'bob1', 'ada2']);
  });

  it('takes a task of a known device that has more waiting, in favour of one that has none', () => {
    const queue = queueOf({ total: 2 });
    queue.push('ada1', device('ada'));
    queue.push('ada2', device('ada'));
    expect(queue.push('bob1', device('bob'))).toBe('ada2');
    expect(queue.push('eve1', device('eve'))).toBe('eve1');
    expect(drained(queue)).toEqual(['ada1', 'bob1']);
  });

  it('keeps its bounds and loses no task, for any sequence of calls', () => {
    const bounds = { total: 6, perClient: 3 };
    const name = fc.constantFrom('a', 'b', 'c');
    const turn = fc.oneof(
      fc.tuple(name, name).map(([wide, narrow]) => client(wide, `${wide}/${narrow}`)),
      fc.tuple(name, name).map(([who, where]) => device(who, where)),
    );
    fc.assert(
      fc.property(fc.array(fc.option(turn, { nil: 'shift' as const }), { maxLength: 60 }), steps => {
        const queue = createFairQueue<number>(bounds);
        const waiting = new Map<number, string>();
        for (const [id, step] of steps.entries()) {
          if (step === 'shift') {
            const task = queue.shift();
            expect(task === undefined).toBe(waiting.size === 0);
            if (task !== undefined) expect(waiting.delete(task)).toBe(true);
          } else {
            const from =
              step.knownDevice === undefined ? `client ${step.client[0]}` : `known devices of ${step.client[0]}`;
            waiting.set(id, from);
            const refused = queue.push(id, step);
            if (refused !== undefined) expect(waiting.delete(refused)).toBe(true);
          }
          const counts = Map.groupBy(waiting.values(), from => from);
          for (const tasks of counts.values()) expect(tasks.length).toBeLessThanOrEqual(bounds.perClient);
          expect(waiting.size).toBeLessThanOrEqual(bounds.total);
          expect(queue.waiting).toBe(waiting.size);
        }
      }),
    );
  });
});
