/** At most so many attempts within a window that begins with the first of them. */
export interface Window {
  readonly attempts: number;
  readonly seconds: number;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
/** Long enough to mean "until a success or a reset clears it". */
const NO_END = 10 * 365 * 24 * HOUR;

/**
 * How often things may be tried. `pair` counts one client and one address together, `client` counts a client whatever it asks for, `address`
 * counts an address whoever asks. An attempt that `pair` or `client` refuses is not counted on the address.
 *
 * One rule holds all of them together: what a single stranger can use up of an address's allowance, `pair` stops well before the address is
 * refused to its owner.
 */
export const LIMITS = {
  /** A mail to somebody's box. A person asks two or three times; thirty an hour need many clients, and end within the hour. */
  requestPasswordReset: {
    pair: [{ attempts: 5, seconds: 15 * MINUTE }],
    client: [{ attempts: 60, seconds: 15 * MINUTE }],
    address: [{ attempts: 30, seconds: HOUR }],
  },
  register: {
    pair: [{ attempts: 5, seconds: 15 * MINUTE }],
    client: [{ attempts: 60, seconds: 15 * MINUTE }],
    address: [{ attempts: 30, seconds: HOUR }],
  },
  /**
   * A guess at a password. The windows of `pair` make the delay grow: five tries, then a minute's rest, then a quarter of an hour's, then an
   * hour's. `address` is NIST SP 800-63B-4 section 3.2.2: no more than 100 failures in a row on one account. Half of that is all that one
   * client gets, however long it tries, so that one stranger alone never locks an account. A success or a reset by mail begins both anew.
   */
  login: {
    pair: [
      { attempts: 5, seconds: MINUTE },
      { attempts: 10, seconds: 15 * MINUTE },
      { attempts: 15, seconds: HOUR },
      { attempts: 50, seconds: NO_END },
    ],
    client: [{ attempts: 100, seconds: 15 * MINUTE }],
    address: [{ attempts: 100, seconds: NO_END }],
  },
  /** A link is not guessed; this only keeps one client from filling the hashing queue. */
  useLink: {
    pair: [],
    client: [{ attempts: 60, seconds: 15 * MINUTE }],
    address: [],
  },
} as const satisfies Record<string, Record<'pair' | 'client' | 'address', readonly Window[]>>;

/** What is limited. */
export type LimitedOperation = keyof typeof LIMITS;
