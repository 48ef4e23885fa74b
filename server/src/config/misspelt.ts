import { distance } from 'fastest-levenshtein';

/** Names of other products for what has a name of its own here. Told only where ours is not set. */
const NAMES_ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  EMAIL_HOST: ['SMTP_HOST', 'SMTP_SERVER', 'MAIL_HOST', 'MAIL_SERVER', 'EMAIL_SERVER', 'EMAIL_HOSTNAME'],
  EMAIL_PORT: ['SMTP_PORT', 'MAIL_PORT', 'EMAIL_HOST_PORT'],
  EMAIL_USER: ['SMTP_USER', 'SMTP_USERNAME', 'MAIL_USERNAME', 'EMAIL_USERNAME', 'EMAIL_HOST_USER'],
  EMAIL_PASS: ['SMTP_PASS', 'SMTP_PASSWORD', 'MAIL_PASSWORD', 'EMAIL_PASSWORD', 'EMAIL_HOST_PASSWORD'],
  EMAIL_FROM: ['SMTP_FROM', 'MAIL_FROM', 'MAIL_FROM_ADDRESS', 'DEFAULT_FROM_EMAIL', 'EMAIL_SENDER', 'FROM_EMAIL'],
  EMAIL_USE_TLS: ['EMAIL_TLS', 'EMAIL_STARTTLS', 'EMAIL_USE_STARTTLS', 'SMTP_TLS'],
  EMAIL_USE_SSL: ['EMAIL_SSL', 'EMAIL_SECURE', 'SMTP_SECURE', 'SMTP_SSL'],
  DATABASE_URL: ['DB_URL', 'DATABASE_DSN', 'POSTGRES_URL', 'SQLALCHEMY_DATABASE_URI'],
  PUBLIC_URL: ['BASE_URL', 'SITE_URL', 'APP_URL', 'ROOT_URL', 'EXTERNAL_URL', 'PUBLIC_ORIGIN'],
  HOME_URL: ['LOGIN_REDIRECT_URL', 'HOMEPAGE_URL'],
  SECRET_KEY: ['SECRET_KEY_BASE', 'APP_SECRET', 'SECRET'],
  SECRET_KEY_FALLBACKS: ['OLD_SECRET_KEY', 'SECRET_KEY_OLD'],
  EMAIL_DKIM_KEY_FILE: ['EMAIL_DKIM_KEY', 'DKIM_KEY_FILE', 'DKIM_PRIVATE_KEY'],
  PASSWORD_RESET_TIMEOUT: ['PASSWORD_RESET_TIMEOUT_DAYS', 'RESET_TIMEOUT'],
  BCRYPT_COST: ['BCRYPT_ROUNDS', 'SALT_ROUNDS'],
  TRUST_PROXY: ['TRUSTED_PROXIES', 'FORWARDED_ALLOW_IPS'],
  RATE_LIMITS: ['RATE_LIMITING', 'RATELIMIT_ENABLED'],
};

/** Variables of well-known programs whose names are near to ours. */
const OTHERS = new Set(['LOGLEVEL', 'HOSTNAME', 'HOSTTYPE', 'PUBLIC_KEY', 'METRICS_HOST', 'EMAIL']);

/** Shorter names are near to too many others. */
const LEAST_LENGTH = 6;

/** Variables that are likely meant for this program and are not read by it, each in a sentence. */
interface Misspelt {
  /** Certain enough to refuse the start: the one that is meant is not set, and differs in one letter. */
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

/** Looks for names that are near to known ones. The environment is full of names that are none of our business. */
export function misspeltVariables(environment: NodeJS.ProcessEnv, known: ReadonlySet<string>): Misspelt {
  const problems: string[] = [];
  const warnings: string[] = [];
  const isSet = (name: string) => Boolean(environment[name]);
  const files = [...known].filter(name => known.has(name.replace(/_FILE$/, '')) && name.endsWith('_FILE'));

  for (const name of Object.keys(environment)) {
    if (!isSet(name) || known.has(name) || OTHERS.has(name) || isServiceLink(name, environment[name])) continue;
    const inFile = /^(.{6,})_FILE$/.exec(name)?.[1];
    if (inFile !== undefined && known.has(inFile)) {
      problems.push(`${name} is not read: ${inFile} is no secret. These can stand in a file: ${files.join(', ')}`);
      continue;
    }
    const near = [...known].find(ours => edits(name, ours) <= 1) ?? [...known].find(ours => edits(name, ours) === 2);
    const elsewhere = Object.keys(NAMES_ELSEWHERE).find(ours => NAMES_ELSEWHERE[ours]?.includes(name) && !isSet(ours));
    const prefixed = name.replace(/^REKEY_/i, '');
    const meant = elsewhere ?? near ?? (known.has(prefixed) && !isSet(prefixed) ? prefixed : undefined);
    if (meant === undefined) continue;
    const certain = meant === near && meant.length >= LEAST_LENGTH && edits(name, near) <= 1 && !isSet(near);
    if (certain) problems.push(`${name} is not read: rename it to ${meant}, or remove it`);
    else warnings.push(`${name} is not read; perhaps ${meant} is meant`);
  }
  return { problems, warnings };
}

/** How many letters differ; letter case and underscores do not count, and two swapped letters count as one. */
function edits(name: string, ours: string): number {
  const [a, b] = [plain(name), plain(ours)];
  if (a === b) return 0;
  if (ours.length < LEAST_LENGTH || a.length < LEAST_LENGTH) return Number.POSITIVE_INFINITY;
  const found = distance(a, b);
  if (found === 2 && [...a].sort().join() === [...b].sort().join()) return 1;
  // A name that goes on with a number is one of a series.
  return found <= (b.length < 12 ? 1 : 2) && !/\d$/.test(a) ? found : Number.POSITIVE_INFINITY;
}

function plain(name: string): string {
  return name.toUpperCase().replaceAll('_', '');
}

/** What Kubernetes, and Docker before it, tell a container of services beside it. */
function isServiceLink(name: string, value = ''): boolean {
  return /^(?:tcp|udp|sctp):\/\//.test(value) || /_SERVICE_(?:HOST|PORT)|_PORT_\d+_(?:TCP|UDP)/.test(name);
}
