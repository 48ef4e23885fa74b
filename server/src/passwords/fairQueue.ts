import type { HashingTurn } from './hashingTurn.ts';

/** How many tasks may wait. */
export interface QueueBounds {
  readonly total: number;
  /** The maximum for one client, by its widest name. */
  readonly perClient: number;
  readonly perKnownDevice: number;
}

/** A queue of tasks that no client can monopolise. */
export interface FairQueue<Task> {
  /**
   * Adds a task, and returns the task that there is no room for, if any. In a full queue that is the youngest task of
   * the client with most tasks. It is the new task itself where its client would have as many.
   */
  push(task: Task, turn: HashingTurn): Task | undefined;
  /** Removes the next task. */
  shift(): Task | undefined;
  readonly waiting: number;
}

/**
 * After this many known devices in a row one other task is served. A caller with an account must not stop callers
 * without a known device.
 */
const KNOWN_DEVICES_IN_A_ROW = 8;

/** The tasks of one name, and of the narrower names within it, which take turns in the order of the map. */
interface Branch<Task> {
  waiting: number;
  readonly tasks: Task[];
  readonly branches: Map<string, Branch<Task>>;
}

/**
 * Makes a queue that serves known devices first, round robin, and then the clients. It is round robin over the widest
 * names, and within each over the narrower ones. So a single task waits for at most one task of each other client.
 */
export function createFairQueue<Task>(bounds: QueueBounds): FairQueue<Task> {
  const knownDevices = newBranch<Task>();
  const clients = newBranch<Task>();
  let knownDevicesInARow = 0;

  return {
    push(task, { client, knownDevice }) {
      const [branch, path, share] =
        knownDevice === undefined
          ? ([clients, client, bounds.perClient] as const)
          : ([knownDevices, [knownDevice], bounds.perKnownDevice] as const);
      const refused = makeRoom(branch, path, share);
      if (refused === 'no room') return task;
      add(branch, path, task);
      return refused;
    },

    shift() {
      const others = clients.waiting > 0 && knownDevicesInARow >= KNOWN_DEVICES_IN_A_ROW;
      const branch = knownDevices.waiting > 0 && !others ? knownDevices : clients;
      knownDevicesInARow = branch === knownDevices ? knownDevicesInARow + 1 : 0;
      return takeNext(branch);
    },

    get waiting() {
      return knownDevices.waiting + clients.waiting;
    },
  };

  /** Removes the task that exceeds the bounds, if any. */
  function makeRoom(branch: Branch<Task>, path: readonly string[], share: number): Task | 'no room' | undefined {
    const [widest = '', ...narrower] = path;
    const own = branch.branches.get(widest);
    if (own && own.waiting >= share) {
      const displaced = displace(own, narrower) ?? 'no room';
      if (displaced !== 'no room') branch.waiting -= 1;
      return displaced;
    }
    if (knownDevices.waiting + clients.waiting < bounds.total) return undefined;
    const strangersGo = branch === knownDevices && clients.waiting > 0;
    return (strangersGo ? takeYoungest(clients) : displace(branch, path)) ?? 'no room';
  }
}

function newBranch<Task>(): Branch<Task> {
  return { waiting: 0, tasks: [], branches: new Map() };
}

function add<Task>(branch: Branch<Task>, [name, ...narrower]: readonly string[], task: Task): void {
  branch.waiting += 1;
  if (name === undefined) {
    branch.tasks.push(task);
    return;
  }
  const inner = branch.branches.get(name) ?? newBranch<Task>();
  branch.branches.set(name, inner);
  add(inner, narrower, task);
}

/** Takes the oldest task of the name whose turn it is; that name's next turn comes after all others. */
function takeNext<Task>(branch: Branch<Task>): Task | undefined {
  if (branch.waiting === 0) return undefined;
  branch.waiting -= 1;
  const [next] = branch.branches;
  if (!next) return branch.tasks.shift();
  const [name, inner] = next;
  branch.branches.delete(name);
  const task = takeNext(inner);
  if (inner.waiting > 0) branch.branches.set(name, inner);
  return task;
}

/** Takes the youngest task of the name that has most waiting. */
function takeYoungest<Task>(branch: Branch<Task>): Task | undefined {
  if (branch.waiting === 0) return undefined;
  branch.waiting -= 1;
  const [name, inner] = largestOf(branch);
  if (!inner) return branch.tasks.pop();
  const task = takeYoungest(inner);
  if (inner.waiting === 0) branch.branches.delete(name);
  return task;
}

/**
 * Removes a task in favour of a new one, of a name that has more tasks than the new one's name, including the new one.
 */
function displace<Task>(branch: Branch<Task>, [name, ...narrower]: readonly string[]): Task | undefined {
  // Of its own client, at its own address: the newcomer is the youngest.
  if (name === undefined) return undefined;
  const own = branch.branches.get(name);
  const [, largest] = largestOf(branch);
  if (largest && largest.waiting > (own?.waiting ?? 0) + 1) return takeYoungest(branch);
  const task = own && displace(own, narrower);
  if (task !== undefined) branch.waiting -= 1;
  return task;
}

/** Of several that are as large, the one whose turn comes last. */
function largestOf<Task>({ branches }: Branch<Task>): readonly [string, Branch<Task> | undefined] {
  let largest: readonly [string, Branch<Task> | undefined] = ['', undefined];
  for (const entry of branches) if (entry[1].waiting >= (largest[1]?.waiting ?? 0)) largest = entry;
  return largest;
}
