import type { LinkPage } from '../paths.ts';

/** The two parts of a mailed link. */
export interface MailedLink {
  uid: string;
  token: string;
}

/**
 * The link that the first script of index.html moved out of the address bar, or null when this tab has none. It lives in
 * sessionStorage, so that a reload works, or, where the browser forbids that, in memory.
 */
export function keptLink(page: LinkPage): MailedLink | null {
  const key = `rekey:${page}`;
  try {
    const kept = sessionStorage.getItem(key);
    if (kept) return JSON.parse(kept) as MailedLink;
  } catch {
    // A browser that forbids storage kept the link in memory instead.
  }
  const inMemory = (globalThis as Record<string, unknown>)[key];
  return typeof inMemory === 'string' ? (JSON.parse(inMemory) as MailedLink) : null;
}

/** Forgets a link that has done its work or was found to be of no use. */
export function forgetLink(page: LinkPage): void {
  const key = `rekey:${page}`;
  delete (globalThis as Record<string, unknown>)[key];
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Nothing was kept in a storage that is forbidden.
  }
}

/** The address that a registration link speaks of: its uid is the base64url of the address. Null when it is not. */
export function addressOf(link: MailedLink): string | null {
  try {
    const bytes = Uint8Array.from(atob(link.uid.replaceAll('-', '+').replaceAll('_', '/')), c => c.charCodeAt(0));
    const address = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return address.includes('@') ? address : null;
  } catch {
    return null;
  }
}
