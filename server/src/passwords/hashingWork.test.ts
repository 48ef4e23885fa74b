import bcrypt from 'bcrypt';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { derive, type HashingMachine, type HashingWork, matchesAny } from './hashingWork.ts';

/** A machine whose time passes by work alone: a round takes `roundMs`, a call of bcrypt half a round more. */
function machineWith(roundMs: number, iterationsInARound: number) {
  let now = 1_000;
  const done: HashingWork[] = [];
  const machine: HashingMachine = {
    now: () => now,
    derive(work) {
      done.push(work);
      now +=
        roundMs *
        (work.kind === 'bcrypt'
          ? 2 ** Number(work.salt.slice(4, 6)) + 0.5
          : 'iterations' in work
            ? work.iterations / iterationsInARound
            : 1);
      return 'result';
    },
  };
  const inputs = () => done.flatMap(work => (work.kind === 'bcrypt' ? [work.input] : []));
  const costs = () => done.flatMap(work => (work.kind === 'bcrypt' ? [Number(work.salt.slice(4, 6))] : []));
  return { machine, costs, inputs, passedRounds: () => (now - 1_000) / roundMs };
}

const bcryptAt = (cost: string): HashingWork => ({ kind: 'bcrypt', input: 'x', salt: `$2b$${cost}$${'a'.repeat(22)}` });
const pbkdf2Of = (iterations: number) => ({
  kind: 'pbkdf2' as const,
  input: 'x',
  salt: 's',
  iterations,
  bytes: 32,
  digest: 'sha256' as const,
});

describe('work that takes at least as long as a hash at the current cost', { tags: ['import-bounded'] }, () => {
  afterEach(() => vi.restoreAllMocks());

  const works: Array<[string, HashingWork]> = [
    ['bcrypt at 4', bcryptAt('04')],
    ['bcrypt at 5', bcryptAt('05')],
    ['bcrypt at 9', bcryptAt('09')],
    ['bcrypt at 10', bcryptAt('10')],
    ['PBKDF2 of one iteration', pbkdf2Of(1)],
    ['PBKDF2 of half as much', pbkdf2Of(205_000)],
    ['PBKDF2 of nearly as much', pbkdf2Of(395_000)],
    ['PBKDF2 whose salt reads like a cost of bcrypt', { ...pbkdf2Of(1), salt: '$2b$12$aaaa' }],
  ];
  for (const roundMs of [0.05, 0.2]) {
    it.each(works)(`takes as long, counted in rounds, on a machine of ${roundMs} ms a round: %s`, (_what, work) => {
      const { machine, passedRounds } = machineWith(roundMs, 400);
      expect(derive(work, 10, machine)).toBe('result');
      // One slice at most goes beyond it: 20 iterations of 400.
      expect(passedRounds()).toBeGreaterThanOrEqual(1_024.5 - 1e-6);
      expect(passedRounds()).toBeLessThan(1_024.5 + 0.1);
    });
  }

  it('is made up of as much bcrypt as fits, the largest first after a first look at the pace', () => {
    const { machine, costs, inputs } = machineWith(0.05, 400);
    derive(bcryptAt('04'), 8, machine);
    expect(costs()).toEqual([4, 4, 7, 6, 4]);
    // What is checked in earnest is as long: base64 of 32 bytes.
    expect(inputs().slice(1)).toEqual(Array(4).fill(expect.stringMatching(/^.{44}$/)));
  });

  it('goes by the clock of this machine', () => {
    let clock = 0;
    const costs: number[] = [];
    const { hashSync } = bcrypt;
    vi.spyOn(bcrypt, 'hashSync').mockImplementation((input, salt) => {
      costs.push(Number(String(salt).slice(4, 6)));
      clock += 2 ** (costs.at(-1) ?? 0) + 0.5;
      return hashSync(input, salt);
    });
    vi.spyOn(performance, 'now').mockImplementation(() => {
      clock += 0.01;
      return clock;
    });

    derive({ kind: 'bcrypt', input: 'plum kettle', salt: bcrypt.genSaltSync(4) }, 8);

    expect(costs).toEqual([4, 4, 7, 6, 4]);
  });

  it.each<[HashingWork, number | undefined]>([
    [bcryptAt('08'), 8],
    [bcryptAt('12'), 8],
    [bcryptAt('04'), undefined],
  ])('is the work alone where that is as much, or more, or where nothing is asked for: %o, %s', (work, cost) => {
    const { machine, costs } = machineWith(0.05, 400);
    derive(work, cost, machine);
    expect(costs()).toHaveLength(1);
  });

  it('gives what bcrypt and PBKDF2 give', () => {
    const salt = bcrypt.genSaltSync(4);
    expect(derive({ kind: 'bcrypt', input: 'plum kettle', salt }, 5)).toBe(bcrypt.hashSync('plum kettle', salt));
    const known = Buffer.from(
      derive({ kind: 'pbkdf2', input: 'password', salt: 'salt', iterations: 4_096, bytes: 32, digest: 'sha256' }, 5),
      'base64',
    );
    expect(known.toString('hex')).toBe('c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a');
  });
});

describe('trying the forms of a password', () => {
  const works = [bcryptAt('04'), bcryptAt('05'), bcryptAt('06')];

  it('stops at the one that matches, and takes as long as a current hash all the same', () => {
    const { machine, costs, passedRounds } = machineWith(0.05, 400);
    expect(matchesAny({ works, expected: 'result' }, { cost: 8, times: 2 }, machine)).toBe(true);
    expect(costs()[0]).toBe(4);
    expect(costs()[1]).not.toBe(5);
    expect(passedRounds()).toBeGreaterThanOrEqual(256.5 - 1e-6);
    expect(passedRounds()).toBeLessThan(256.6);
  });

  it.each([1, 2])('tries them all where none matches, within the time of current hashes: %i', times => {
    const { machine, costs, passedRounds } = machineWith(0.05, 400);
    expect(matchesAny({ works, expected: 'another' }, { cost: 8, times }, machine)).toBe(false);
    expect(costs().slice(0, 3)).toEqual([4, 5, 6]);
    expect(passedRounds()).toBeGreaterThanOrEqual(times * 256.5 - 1e-6);
    expect(passedRounds()).toBeLessThan(times * 256.6);
  });

  it('tries no further one once it has taken two seconds', () => {
    const { machine, costs } = machineWith(40, 400);
    const check = { works: [bcryptAt('06'), bcryptAt('07')], expected: 'another' };
    expect(matchesAny(check, { cost: 4, times: 1 }, machine)).toBe(false);
    expect(costs()).toEqual([6]);
  });
});
