const KEY = 'rekey:signed-in';

/** Remembers that this browser has a session: no script sees the cookie. */
export function rememberSession(): void {
  try {
    localStorage.setItem(KEY, 'yes');
  } catch {
    // Storage is forbidden: a session that ends is then not told from none.
  }
}

/** Forgets it. Returns whether this browser had a session. */
export function forgetSession(): boolean {
  try {
    const had = localStorage.getItem(KEY) !== null;
    localStorage.removeItem(KEY);
    return had;
  } catch {
    return false;
  }
}
