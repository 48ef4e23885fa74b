/** At most so many attempts within a window that begins with the first of them. */
export interface Rule {
  readonly attempts: number;
  readonly seconds: number;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What an attempt can be counted by. */
export type LimitScope = 'device' | 'devices' | 'pair' | 'client' | 'address' | 'link' | 'account' | 'browser';

/** The rules of one operation. */
export type ScopedRules = Readonly<Partial<Record<LimitScope, readonly Rule[]>>>;

/**
 * An email to a mailbox, requested by any operation. A person asks two or three times. A client may be a school: a class
 * or two ask at once.
 */
const MAIL = {
  device: [
    { attempts: 5, seconds: 15 * MINUTE },
    { attempts: 10, seconds: HOUR },
  ],
  devices: [{ attempts: 30, seconds: HOUR }],
  pair: [
    { attempts: 5, seconds: 15 * MINUTE },
    { attempts: 10, seconds: HOUR },
  ],
  client: [{ attempts: 150, seconds: 15 * MINUTE }],
  address: [{ attempts: 20, seconds: HOUR }],
} as const satisfies ScopedRules;

/**
 * A reset of the mailbox's own address. The last ten emails of an hour are kept for it: each holds a link that works for
 * the owner. So a stranger who fills a mailbox leaves the owner with links.
 */
const RESET_MAIL = { ...MAIL, address: [{ attempts: 30, seconds: HOUR }] } as const satisfies ScopedRules;

/** A signed-in account that gives its current password. */
const CURRENT_PASSWORD = {
  account: [
    { attempts: 5, seconds: 15 * MINUTE },
    { attempts: 10, seconds: DAY },
  ],
} as const satisfies ScopedRules;

/**
 * How often things may be tried. Every window ends within days. A count that only a success ends would reveal the
 * success to a stranger.
 *
 * - `device` counts a known device of an address (OWASP's device cookie). It replaces every other rule but `devices`:
 *   strangers cannot use it up.
 * - `devices` counts all known devices of an address together. Each sign-in without a cookie makes another one, so a
 *   thief who knew the password may have thousands. Where it is full, a known device is counted as a stranger.
 * - `pair` counts one client and one address together. `pair` stops one client well before it uses up the allowance of
 *   an address.
 * - `client` counts a client for all that it asks.
 * - `address` counts an address for all clients without a known device.
 * - `link` counts the links of one account or address that work. Only the owner has one, so it replaces `client`.
 * - `account` counts an account whose owner, or anyone who knows the password, is let in.
 * - `browser` counts what is known of a browser that brings no device cookie.
 */
export const LIMITS = {
  requestPasswordReset: RESET_MAIL,
  /** Of an address with a +tag: a stranger may invent any number of them, for which no one gets a link. */
  requestPasswordResetOfTag: MAIL,
  register: MAIL,
  /**
   * A guess at a password. The windows of `pair` make the delay grow: after five attempts it is a minute, then a
   * quarter of an hour, an hour, three days. `address` is NIST SP 800-63B-4 section 3.2.2: no more than 100 failures on
   * one account. `client` also counts right passwords while they are checked: a school signs in at nine o'clock.
   */
  login: {
    device: [
      { attempts: 5, seconds: MINUTE },
      { attempts: 10, seconds: 15 * MINUTE },
      { attempts: 15, seconds: HOUR },
      { attempts: 30, seconds: 3 * DAY },
    ],
    pair: [
      { attempts: 5, seconds: MINUTE },
      { attempts: 10, seconds: 15 * MINUTE },
      { attempts: 15, seconds: HOUR },
      { attempts: 30, seconds: 3 * DAY },
    ],
    client: [{ attempts: 300, seconds: 15 * MINUTE }],
    address: [{ attempts: 100, seconds: 3 * DAY }],
  },
  /** A link is not guessed. This keeps one client, or one mailbox, from filling the hashing queue. */
  useLink: {
    link: [{ attempts: 30, seconds: HOUR }],
    client: [{ attempts: 60, seconds: 15 * MINUTE }],
  },
  /**
   * A change of password by a signed-in account. A success counts too, since each change spends every link of the
   * account. A thief who knows the password must leave the owner time to use one.
   */
  changePassword: CURRENT_PASSWORD,
  /** Counted with it: guesses at the current password are the same everywhere. */
  deleteAccount: CURRENT_PASSWORD,
  requestEmailChange: CURRENT_PASSWORD,
  /** The email that a change of address sends to the new one. */
  emailChangeMail: MAIL,
  /** A copy of everything about an account, which may be megabytes. */
  accountData: { account: [{ attempts: 10, seconds: HOUR }] },
  /** An operator's invitation to one mailbox: a script that runs twice must not fill it. */
  invite: { address: [{ attempts: 5, seconds: HOUR }] },
  /** The email about a burst of failed sign-ins at one address. */
  failedSignInsMail: { address: [{ attempts: 1, seconds: DAY }] },
  /**
   * The email about a sign-in from a new device. Who knows the password can send any User-Agent from any network, so
   * the account has a bound of its own.
   */
  newDeviceMail: { account: [{ attempts: 10, seconds: DAY }], browser: [{ attempts: 1, seconds: DAY }] },
} as const satisfies Record<string, ScopedRules>;

/** Operations that are counted together, under another name than their own. */
export const COUNTED_AS: Readonly<Partial<Record<LimitedOperation, string>>> = {
  requestPasswordReset: 'mail',
  requestPasswordResetOfTag: 'mail',
  register: 'mail',
  deleteAccount: 'changePassword',
  requestEmailChange: 'changePassword',
  emailChangeMail: 'mail',
};

/** What is limited. */
export type LimitedOperation = keyof typeof LIMITS;

/**
 * How much more a wider network gets than its narrowest: the /56 and the /48 around an IPv6 client's /64. One customer
 * may hold a whole /48, so it must stay below what `address` allows (RFC 6177).
 */
export const WIDER = { pair: [1.5, 2], client: [2, 4] } as const;
