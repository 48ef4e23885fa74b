import type { Config } from '../config/config.ts';

/** What the server writes into every page: where the pages are, and where they lead (web/src/app/place.ts). */
export function pagePlace(
  config: Pick<Config, 'basePath' | 'publicUrl' | 'homeUrl' | 'nextOrigins' | 'registration' | 'accountDeletion'>,
) {
  return {
    base: config.basePath,
    origin: config.publicUrl && new URL(config.publicUrl).origin,
    home: config.homeUrl,
    nextOrigins: config.nextOrigins,
    registration: config.registration === 'open' ? undefined : config.registration,
    accountDeletion: config.accountDeletion ? undefined : false,
  };
}
