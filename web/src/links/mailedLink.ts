import { type LinkPage, linkPages } from '../paths.ts';

/** The two parts of a link from an email. */
export interface MailedLink {
  readonly uid: string;
  readonly token: string;
}

/**
 * The link that the first script of index.html took out of the address bar, or null when this tab has none. It is kept
 * in sessionStorage, so that a reload works, or in memory where the browser forbids storage.
 */
export function keptLink(page: LinkPage): MailedLink | null {
  const key = `rekey:${page}`;
  try {
    const kept = sessionStorage.getItem(key);
    if (kept) return JSON.parse(kept) as MailedLink;
  } catch {
    // Storage is forbidden: the link is in memory.
  }
  const inMemory = (globalThis as Record<string, unknown>)[key];
  return typeof inMemory === 'string' ? (JSON.parse(inMemory) as MailedLink) : null;
}

/** Remembers the links of this tab. The returned function keeps them again, after the storage has been cleared. */
export function rememberLinks(): () => void {
  const links = linkPages.map(page => [page, keptLink(page)] as const);
  return () => {
    for (const [page, link] of links) if (link) keepLink(page, link);
  };
}

function keepLink(page: LinkPage, link: MailedLink): void {
  const key = `rekey:${page}`;
  try {
    sessionStorage.setItem(key, JSON.stringify(link));
  } catch {
    // Storage is forbidden: the link is still in memory.
  }
}

/** Forgets a link that was used or does not work. */
export function forgetLink(page: LinkPage): void {
  const key = `rekey:${page}`;
  delete (globalThis as Record<string, unknown>)[key];
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Storage is forbidden: there is nothing to remove.
  }
}

/** Whether the uid of a link names this account: it begins with the account's id. */
export function isAbout(uid: string, accountId: string): boolean {
  const id = accountId.replaceAll('-', '');
  return uid.toLowerCase().startsWith(id) || uid === toBase64url(ofHex(id));
}

/** The address in the uid of a registration link; null for any other uid. */
export function addressOf(uid: string): string | null {
  return addressIn(uid, 0);
}

/** The address in the uid of a link about a change of address, after the account's id; null for any other uid. */
export function addressAfterId(uid: string): string | null {
  return addressIn(uid, 16);
}

function addressIn(uid: string, start: number): string | null {
  try {
    const bytes = /^[0-9a-f]+$/i.test(uid) ? ofHex(uid) : ofBase64url(uid);
    const address = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(start));
    return address.includes('@') ? address : null;
  } catch {
    return null;
  }
}

function ofHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], pair => Number.parseInt(pair, 16));
}

/** As version 0.1 wrote links. */
function toBase64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

function ofBase64url(text: string): Uint8Array {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), letter => letter.charCodeAt(0));
}
