/** What goes along from page to page, so that no one types it twice. Never in an email. */
export interface Carried {
  /** The address that was typed last. */
  readonly email?: string;
  /** Where to go after signing in. */
  readonly next?: string;
}

/** What is carried, and until when (milliseconds since 1970); for as long as the tab is open unless given. */
type Kept = Carried & { readonly until?: number };

const KEY = 'rekey:carried';

/** Where the browser forbids storage, for as long as the page is not loaded anew. */
let inMemory: Kept = {};

/** What this tab carries. A tab that an email has opened takes over what waits for it, until its link expires. */
export function carried(): Carried {
  return { ...read(() => localStorage), ...read(() => sessionStorage), ...valid(inMemory) };
}

/** Carries something from now on in this tab. */
export function carry(change: Carried): void {
  inMemory = { ...valid(inMemory), ...change };
  write(() => sessionStorage, { ...read(() => sessionStorage), ...change });
}

/** Carries the `next` of an address bar, where there is one. */
export function carryNext(search: string): void {
  const next = new URLSearchParams(search).get('next');
  if (next) carry({ next });
}

/**
 * An email is on its way, and its link opens another tab: what is carried waits there until the link expires. It is kept
 * in that one place, so that it is gone everywhere once it was used.
 */
export function carryOverEmail(expiresInSeconds: number): void {
  const kept: Kept = { ...carried(), until: Date.now() + expiresInSeconds * 1000 };
  const isStored = write(() => localStorage, kept);
  inMemory = isStored ? {} : kept;
  if (isStored) remove(() => sessionStorage);
}

/** The person has arrived: nothing is carried any more. */
export function dropCarried(): void {
  inMemory = {};
  remove(() => localStorage);
  remove(() => sessionStorage);
}

function valid({ until = Number.POSITIVE_INFINITY, ...kept }: Kept): Carried {
  return until > Date.now() ? kept : {};
}

function read(storage: () => Storage): Carried {
  try {
    return valid(JSON.parse(storage().getItem(KEY) ?? '{}'));
  } catch {
    // Storage is forbidden, or holds what we did not write.
    return {};
  }
}

/** Returns whether the storage keeps it. */
function write(storage: () => Storage, kept: Kept): boolean {
  try {
    storage().setItem(KEY, JSON.stringify(kept));
    return true;
  } catch {
    // Storage is forbidden: the memory has it.
    return false;
  }
}

function remove(storage: () => Storage): void {
  try {
    storage().removeItem(KEY);
  } catch {
    // Storage is forbidden: there is nothing to remove.
  }
}
