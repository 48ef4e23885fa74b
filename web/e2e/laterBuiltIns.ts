import { createRequire } from 'node:module';
import type { CompatData, CompatStatement, Identifier, SupportStatement } from '@mdn/browser-compat-data';
import { oldestBrowsers } from '../oldestBrowsers.ts';

// Vite would turn the data into a module, which takes it ten seconds.
const compat: CompatData = createRequire(import.meta.url)('@mdn/browser-compat-data');
const { ios, ...others } = oldestBrowsers;
const oldest = { ...others, safari_ios: ios };

/**
 * Everything that scripts can use in some browser and that at least one of the oldest does not have, such as
 * `URL.canParse`. From the data of MDN.
 */
export const laterBuiltIns: readonly string[] = [compat.api, compat.javascript.builtins].flatMap(interfaces =>
  Object.entries(interfaces ?? {}).flatMap(([name, entry]) => (isLater(entry) ? [name] : laterMembersOf(name, entry))),
);

function laterMembersOf(name: string, entry: CompatStatement | Identifier): string[] {
  return Object.entries(entry)
    .filter(([member, data]) => /^[A-Za-z]+(?:_static)?$/.test(member) && member !== name && isLater(data))
    .map(([member]) => `${name}.${member.replace('_static', '')}`);
}

function isLater(entry: CompatStatement | Identifier): boolean {
  const data = '__compat' in entry ? entry.__compat : undefined;
  if (!data) return false;
  return Object.entries(oldest).some(([browser, version]) => !isIn(data.support[browser as 'chrome'], version));
}

function isIn(statement: SupportStatement | undefined, version: string): boolean {
  return [statement ?? []]
    .flat()
    .some(
      ({ version_added: added, version_removed: removed, flags, prefix, alternative_name: otherName }) =>
        !flags && !prefix && !otherName && isReached(added, version) && !(removed && isReached(removed, version)),
    );
}

function isReached(since: string | false | null | undefined, version: string): boolean {
  const needed = Number.parseFloat(String(since).replace('≤', ''));
  return needed <= Number.parseFloat(version);
}

/** Removes built-ins from the page or worker that it runs in, before its own scripts. */
export function removeBuiltIns(paths: readonly string[]): void {
  const global = globalThis as unknown as Record<string, object | undefined>;
  for (const path of paths) {
    const [name = '', member] = path.split('.');
    const owner = global[name] as (object & { prototype?: object }) | undefined;
    const places = member ? [owner, owner?.prototype, name === 'Window' ? globalThis : undefined] : [globalThis];
    for (const place of places) if (place) Reflect.deleteProperty(place, member ?? name);
  }
}
