import type { RegistrationMode } from '../accounts/settings.ts';
import type { Config } from '../config/config.ts';

/** What the pages know of where they are and where they lead (web/src/app/place.ts). */
export interface PagePlace {
  /** The path that all of them are below, without a slash at its end; empty without one. */
  readonly base: string;
  /** The origin of PUBLIC_URL; undefined where it is not set. */
  readonly origin: string | undefined;
  /** Where people go without a `next`. */
  readonly home: string;
  /** Further origins that a `next` may lead to. */
  readonly nextOrigins: readonly string[];
  /** Who may create an account; undefined for anyone. */
  readonly registration: Exclude<RegistrationMode, 'open'> | undefined;
  /** False where people may not delete their own accounts; else undefined. */
  readonly accountDeletion: boolean | undefined;
}

/** The place of the pages by the configuration. The server writes it into every page. */
export function pagePlace(
  config: Pick<Config, 'basePath' | 'publicUrl' | 'homeUrl' | 'nextOrigins' | 'registration' | 'accountDeletion'>,
): PagePlace {
  return {
    base: config.basePath,
    origin: config.publicUrl && new URL(config.publicUrl).origin,
    home: config.homeUrl,
    nextOrigins: config.nextOrigins,
    registration: config.registration === 'open' ? undefined : config.registration,
    accountDeletion: config.accountDeletion ? undefined : false,
  };
}
