import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { createHashingPool, HashingQueueFull } from '../../src/passwords/hashingPool.ts';
import type { HashingTurn } from '../../src/passwords/hashingTurn.ts';
import { createPasswordHasher } from '../../src/passwords/passwordHasher.ts';
import { median, percent } from '../figures.ts';
import type { Row } from '../row.ts';

const COST = 10;
const CORES = availableParallelism();
const TIMES_CAPACITY = 10;
/** How many addresses the strangers come from. */
const STRANGERS = [1, 20];
const SIGN_INS = 40;
const TICK_MS = 10;
const LEAST_SERVED = 0.95;

/** Makes sign-ins. Each function resolves with true when it was served, and with false when the queue was full. */
interface Door {
  /** Of the stranger with this number, who has an address of their own. */
  stranger(number: number): Promise<boolean>;
  /** The owner's, with the right password, from an address of their own. */
  newDevice(): Promise<boolean>;
  /** The owner's, from a device that is known. */
  knownDevice(): Promise<boolean>;
}

/**
 * Whether an owner can sign in while strangers send ten times the sign-ins that the cores can hash, from few addresses
 * or many.
 */
export async function fairness(): Promise<Row[]> {
  const pool = createHashingPool({ timeLimitMs: 60_000, onThreadError: console.error });
  const rows = await fairnessAt(await poolDoor(createPasswordHasher({ cost: COST, pool })));
  await pool.close();
  return rows;
}

async function poolDoor(hasher: ReturnType<typeof createPasswordHasher>): Promise<Door> {
  const password = 'plum kettle orbit 71 sandal';
  const owner: HashingTurn = { client: ['203.0.113.1'], knownDevice: undefined };
  const stored = await hasher.hash(password, owner);
  const served = async (turn: HashingTurn) => {
    try {
      return (await hasher.verify(password, stored, turn)).matches;
    } catch (error) {
      if (error instanceof HashingQueueFull) return false;
      throw error;
    }
  };
  return {
    stranger: number => served({ client: [`198.51.100.${number}`], knownDevice: undefined }),
    newDevice: () => served(owner),
    knownDevice: () => served({ ...owner, knownDevice: 'the owner’s own' }),
  };
}

async function fairnessAt(door: Door): Promise<Row[]> {
  const rows: Row[] = [];
  for (const strangers of STRANGERS) {
    const capacity = await capacityOf(door);
    const storm = startStorm(door, strangers, capacity * TIMES_CAPACITY);
    // Until the queue is full.
    await sleep(2_000);
    const fromNew = await signInsOf(door.newDevice, storm);
    const fromKnown = await signInsOf(door.knownDevice, storm);
    await storm.stop();

    const from = strangers === 1 ? 'one address' : `${strangers} addresses`;
    const row = (device: string, signIns: readonly SignIn[], bound: string, hashes: number, least: number): Row => {
      const within = signIns.filter(signIn => signIn.served && signIn.hashesMeanwhile <= hashes).length / SIGN_INS;
      const times = signIns.filter(({ served }) => served).map(({ ms }) => ms);
      const most = Math.max(...signIns.map(({ hashesMeanwhile }) => hashesMeanwhile));
      return {
        what: `owner’s sign-ins from a ${device} device that are served, with strangers from ${from} at ${TIMES_CAPACITY} times what the cores can hash, cost ${COST}`,
        beside: `${bound}, counted in hashes that the pool ends meanwhile: ${hashes}`,
        target: `${least < 1 ? 'at least ' : ''}${percent(least)} within that`,
        measured: `${percent(within)}; at most ${most} hashes; half within ${median(times).toFixed(0)} ms, all within ${Math.max(...times).toFixed(0)} ms`,
        met: within >= least,
      };
    };
    rows.push(
      // A round is one hash for each stranger and one for the owner.
      row('new', fromNew, 'two rounds of the queue and a hash of each core', 2 * (strangers + 1) + CORES, LEAST_SERVED),
      row('known', fromKnown, 'two hashes of each core', 2 * CORES, 1),
    );
  }
  return rows;
}

/** How many sign-ins a second the cores can hash, with all of them busy. */
async function capacityOf(door: Door): Promise<number> {
  const each = 12;
  const before = performance.now();
  const hashes = async () => {
    for (let n = 0; n < each; n += 1) await door.stranger(0);
  };
  await Promise.all(Array.from({ length: CORES }, hashes));
  return (each * CORES * 1_000) / (performance.now() - before);
}

interface Storm {
  /** How many of the strangers' attempts were hashed so far. */
  readonly served: number;
  stop(): Promise<void>;
}

/** Strangers who sign in at a constant rate, in turn, regardless of the outcome. */
function startStorm(door: Door, strangers: number, perSecond: number): Storm {
  const began = performance.now();
  const underWay = new Set<Promise<unknown>>();
  let sent = 0;
  let served = 0;
  const timer = setInterval(() => {
    const due = ((performance.now() - began) / 1_000) * perSecond;
    for (; sent < due; sent += 1) {
      const attempt = door.stranger(1 + (sent % strangers)).then(hashed => {
        if (hashed) served += 1;
        underWay.delete(attempt);
      });
      underWay.add(attempt);
    }
  }, TICK_MS);
  return {
    get served() {
      return served;
    },
    async stop() {
      clearInterval(timer);
      await Promise.all(underWay);
    },
  };
}

interface SignIn {
  readonly served: boolean;
  readonly ms: number;
  /**
   * How many hashes the pool finished during the wait, its own included. Other work on the machine does not change this
   * measure.
   */
  readonly hashesMeanwhile: number;
}

/** A number of sign-ins, one after the other. */
async function signInsOf(signIn: () => Promise<boolean>, storm: Storm): Promise<SignIn[]> {
  const signIns: SignIn[] = [];
  while (signIns.length < SIGN_INS) {
    const [before, servedBefore] = [performance.now(), storm.served];
    const served = await signIn();
    const hashesMeanwhile = storm.served - servedBefore + (served ? 1 : 0);
    signIns.push({ served, ms: performance.now() - before, hashesMeanwhile });
    // At no fixed point of a stranger's hash.
    await sleep(Math.random() * 100);
  }
  return signIns;
}
