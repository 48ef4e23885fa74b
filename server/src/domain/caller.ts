import type { Language } from './language.ts';

/** The caller of a request, for limits, events and messages. None of it is trusted. */
export interface Caller {
  /** Canonical text of the address, IPv4-mapped IPv6 as IPv4; undefined where the transport has none. */
  readonly ipAddress: string | undefined;
  /** The User-Agent header without control characters, cut to what the database holds. */
  readonly userAgent: string | undefined;
  /** Chosen by Accept-Language among those that the product speaks. */
  readonly language: Language;
  /** The value of the device cookie, unread. */
  readonly deviceCookie?: string | undefined;
}
