/** What goes along from page to page, so that nobody types it twice. Never in a URL and never in an email. */
export interface Carried {
  /** The address that was typed last. */
  readonly email?: string;
  /** The path to go to after signing in. */
  readonly next?: string;
}

const KEY = 'rekey:carried';

/** Where the browser forbids storage, for as long as the page is not loaded anew. */
let inMemory: Carried = {};

/** What this tab carries. A tab that an email has opened takes over what waits for it, until its link expires. */
export function carried(): Carried {
  return { ...read(() => localStorage), ...read(() => sessionStorage), ...inMemory };
}

/** Carries something from now on in this tab. */
export function carry(change: Carried): void {
  inMemory = { ...inMemory, ...change };
  write(() => sessionStorage, { ...read(() => sessionStorage), ...change });
}

/** An email is on its way, and its link opens another tab: what is carried waits there until the link expires. */
export function carryOverEmail(expiresInSeconds: number): void {
  write(() => localStorage, { ...carried(), until: Date.now() + expiresInSeconds * 1000 });
}

/** The person has arrived: nothing is carried any more. */
export function dropCarried(): void {
  inMemory = {};
  for (const storage of [() => localStorage, () => sessionStorage]) {
    try {
      storage().removeItem(KEY);
    } catch {
      // Storage is forbidden: there is nothing to remove.
    }
  }
}

function read(storage: () => Storage): Carried {
  try {
    const { until = Number.POSITIVE_INFINITY, ...kept } = JSON.parse(storage().getItem(KEY) ?? '{}');
    if (until > Date.now()) return kept;
    storage().removeItem(KEY);
  } catch {
    // Storage is forbidden, or holds what we did not write.
  }
  return {};
}

function write(storage: () => Storage, kept: Carried & { readonly until?: number }): void {
  try {
    storage().setItem(KEY, JSON.stringify(kept));
  } catch {
    // Storage is forbidden: the memory has it.
  }
}
