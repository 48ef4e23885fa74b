import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { isLoopback } from '../domain/loopback.ts';
import { isSocket, requiresEncryption } from '../sql/postgresqlSettings.ts';
import { parseDatabaseUrl } from './databaseUrl.ts';
import {
  isHttpsOrOwnMachine,
  isSwitchedOff,
  isSwitchedOn,
  keysIn,
  LEAST_KEY_LENGTH,
  parseWebAddress,
} from './fields.ts';
import { whyGuessable } from './keyStrength.ts';
import { unwrapped } from './wrapping.ts';

const MAKE_A_KEY = 'make one with: openssl rand -base64 48';

/**
 * Wider networks cannot be proxies. 10.0.0.0/8 is the widest private one; the widest IPv6 network of an operator is a
 * /19.
 */
const WIDEST_PROXIES = { ipv4: 8, ipv6: 19 } as const;

/** Settings that are unsafe in production, each by its variable. */
export function productionProblems(given: NodeJS.ProcessEnv): string[] {
  const problems: string[] = [];
  const refuse = (variable: string, why: string) => problems.push(`${variable} ${why}`);

  if (given.SECRET_KEY === undefined) refuse('SECRET_KEY', `is required when NODE_ENV=production; ${MAKE_A_KEY}`);
  for (const [variable, keys] of [
    ['SECRET_KEY', [unwrapped(given.SECRET_KEY ?? '')]],
    ['SECRET_KEY_FALLBACKS', keysIn(given.SECRET_KEY_FALLBACKS)],
  ] as const) {
    if (given[variable] === undefined) continue;
    if (keys.some(key => key.length < LEAST_KEY_LENGTH)) {
      refuse(
        variable,
        `must have at least ${LEAST_KEY_LENGTH} characters in each key when NODE_ENV=production; ${MAKE_A_KEY}`,
      );
      continue;
    }
    const why = keys.map(whyGuessable).find(found => found !== undefined);
    if (why !== undefined) refuse(variable, `can be guessed, and with it every link: ${why}; ${MAKE_A_KEY}`);
  }

  const guessable = keysIn(given.SERVICE_KEYS)
    .map(whyGuessable)
    .find(found => found !== undefined);
  if (guessable !== undefined) {
    refuse('SERVICE_KEYS', `can be guessed: ${guessable}; ${MAKE_A_KEY}`);
  }

  const publicUrl = parseWebAddress(given.PUBLIC_URL ?? '');
  if (given.PUBLIC_URL === undefined) {
    refuse('PUBLIC_URL', 'is required when NODE_ENV=production: mailed links would lead to http://localhost');
  } else if (publicUrl && !isHttpsOrOwnMachine(publicUrl)) {
    refuse(
      'PUBLIC_URL',
      'must be https when NODE_ENV=production, also where a proxy ends TLS: it is what browsers open',
    );
  }

  if (given.EMAIL_HOST === undefined) {
    refuse('EMAIL_HOST', 'is required when NODE_ENV=production: no link could be sent');
  } else if (sendsInTheClear(given) && reachOf(given.EMAIL_HOST) === 'public') {
    refuse('EMAIL_USE_TLS', 'must not be off for a mail server on another network: links would travel in the clear');
  }

  if (widestOf(given.TRUST_PROXY) !== undefined) {
    refuse('TRUST_PROXY', 'trusts most of the internet to say who the client is; name the addresses of the proxies');
  }
  if (widestOf(given.LIMITS_EXEMPT) !== undefined) {
    refuse('LIMITS_EXEMPT', 'exempts most of the internet; name the networks of people whom you know');
  }
  if (given.BCRYPT_COST !== undefined && Number(given.BCRYPT_COST) < 10) {
    refuse('BCRYPT_COST', 'must be at least 10 when NODE_ENV=production');
  }
  if (isSwitchedOff(given.RATE_LIMITS)) {
    refuse('RATE_LIMITS', 'is off, which is for load tests and is refused when NODE_ENV=production');
  }
  if (isSwitchedOn(given.PLAYGROUND)) {
    refuse('PLAYGROUND', 'is for development and is refused when NODE_ENV=production');
  }
  return problems;
}

/** Settings that are unsafe in most places and may be intended in some, each by its variable. */
export function configurationWarnings(given: NodeJS.ProcessEnv): string[] {
  const warnings: string[] = [];
  if (given.SECRET_KEY === undefined && /^postgres(ql)?:/.test(given.DATABASE_URL ?? '')) {
    warnings.push('SECRET_KEY is not set: every server makes a key of its own, and refuses the links of the others');
  }
  if (given.EMAIL_PORT === '465' && !isSwitchedOn(given.EMAIL_USE_SSL)) {
    warnings.push('EMAIL_PORT is 465, where mail servers speak TLS from the start: set EMAIL_USE_SSL=on');
  }
  if (['25', '587'].includes(given.EMAIL_PORT ?? '') && isSwitchedOn(given.EMAIL_USE_SSL)) {
    warnings.push('EMAIL_USE_SSL is on, and on EMAIL_PORT 25 and 587 mail servers speak STARTTLS: leave it out');
  }
  if (given.NODE_ENV !== 'production') return warnings;
  const database = parseDatabaseUrl(given.DATABASE_URL ?? '');
  if ('settings' in database && !isSocket(database.settings) && reachOf(database.settings.host) === 'public') {
    const { sslMode } = database.settings;
    if (!requiresEncryption(sslMode)) {
      warnings.push(
        `DATABASE_URL has sslmode=${sslMode}, and its host is on another network: addresses and hashes can be read on the way`,
      );
    }
  }
  const publicScheme = URL.parse(given.PUBLIC_URL ?? '')?.protocol;
  if (publicScheme === 'http:') {
    warnings.push('PUBLIC_URL is http: mailed links work on this machine alone');
  }
  if (publicScheme === 'https:' && (given.TRUST_PROXY === undefined || isSwitchedOff(given.TRUST_PROXY))) {
    warnings.push(
      'TRUST_PROXY is off, and PUBLIC_URL is https, so a proxy ends TLS: all people behind it count as one client',
    );
  }
  if (sendsInTheClear(given) && reachOf(given.EMAIL_HOST ?? '') === 'private') {
    warnings.push('EMAIL_USE_TLS is off: links in mails can be read on the private network');
  }
  return warnings;
}

function sendsInTheClear(given: NodeJS.ProcessEnv): boolean {
  return isSwitchedOff(given.EMAIL_USE_TLS) && !isSwitchedOn(given.EMAIL_USE_SSL);
}

/** The network that a host is on. A name without a dot, or below .internal (ICANN), is on a private network. */
function reachOf(written: string): 'loopback' | 'private' | 'public' {
  if (isLoopback(written)) return 'loopback';
  const host = written.replace(/^\[|\]$/g, '');
  if (isIP(host)) {
    const range = ipaddr.process(host).range();
    return ['private', 'uniqueLocal', 'linkLocal', 'carrierGradeNat'].includes(range) ? 'private' : 'public';
  }
  return !host.includes('.') || /\.internal\.?$/i.test(host) ? 'private' : 'public';
}

/** The first network among the proxies that is too wide to be one. */
function widestOf(proxies: string | undefined): string | undefined {
  return proxies
    ?.split(',')
    .map(proxy => proxy.trim())
    .find(proxy => {
      const [address = '', prefix] = proxy.split('/');
      if (prefix === undefined || !isIP(address)) return false;
      const network = ipaddr.parse(address);
      if (network instanceof ipaddr.IPv6 && network.isIPv4MappedAddress())
        return Number(prefix) < 96 + WIDEST_PROXIES.ipv4;
      // fc00::/7 is private as a whole, and what Fastify calls uniquelocal.
      return Number(prefix) < WIDEST_PROXIES[network.kind()] && !/^fc00::\/7$/i.test(proxy);
    });
}
