import { z } from 'zod';
import { REGISTRATION_MODES, type Settings } from '../accounts/settings.ts';
import type { Brand } from '../domain/brand.ts';
import type { Network } from '../domain/network.ts';
import type { SecretKeys } from '../links/signedLink.ts';
import type { DkimKey, MailServer } from '../mail/mailServer.ts';
import { tracesWanted } from '../observability/tracing.ts';
import type { DatabaseLocation } from '../sql/database.ts';
import type { WebhookSettings } from '../webhooks/postWebhook.ts';
import { breachedPasswordsProblems, breachedPasswordsUrl } from './breachedPasswordsUrl.ts';
import { dkimKeyOf, dkimProblems } from './dkim.ts';
import { ehloName, ehloNameOf } from './ehloName.ts';
import {
  colour,
  databaseLocation,
  domainLabels,
  filePath,
  homeAddress,
  hostName,
  isSwitchedOn,
  keysIn,
  loginName,
  logoPath,
  mailAddress,
  mailSender,
  networks,
  nodeEnvironment,
  oneLine,
  onOrOff,
  origins,
  pageAddress,
  password,
  proxies,
  publicUrl,
  seconds,
  serviceKeys,
  shownName,
  webAddress,
  wholeNumber,
} from './fields.ts';
import { misspeltVariables } from './misspelt.ts';
import { loginProblems, oauthClientOf, tokenUrl } from './oauth.ts';
import { configurationWarnings, productionProblems } from './productionRules.ts';
import { fileVariables, readVariables, traits } from './variables.ts';
import {
  webhookProblems,
  webhookSecret,
  webhookSecrets,
  webhookSettingsOf,
  webhookUrl,
  webhookWarnings,
} from './webhooks.ts';
import { unwrapped } from './wrapping.ts';

/** The validated settings from the environment, those of the use cases among them. Durations name their unit. */
export interface Config extends Settings {
  readonly production: boolean;
  readonly host: string;
  readonly port: number;
  /**
   * The beginning of every mailed link: an origin, and a path where Rekey shares the origin with a product, without a
   * trailing slash. Undefined means http://localhost with the port of the server.
   */
  readonly publicUrl: string | undefined;
  /** The path of PUBLIC_URL, which everything but health, metrics and /.well-known/ is below. Empty without one. */
  readonly basePath: string;
  /** Where people go after signing in without `next`: a path of the origin of PUBLIC_URL, or an address. */
  readonly homeUrl: string;
  /** Further origins that a `next` may lead to. */
  readonly nextOrigins: readonly string[];
  /** Names of this server in a Host header, besides those of the loopback. */
  readonly ownNames: readonly string[];
  /** Settings that are unsafe in most places and may be intended here, each by its variable. */
  readonly warnings: readonly string[];
  readonly database: DatabaseLocation;
  /** Connections to PostgreSQL that one process holds at most. */
  readonly databasePoolSize: number;
  /** Whether the server migrates the database when it starts; otherwise it refuses one that is not migrated. */
  readonly migrate: boolean;
  /** The separate port of the metrics. Undefined serves them at /metrics in development, and nowhere in production. */
  readonly metricsPort: number | undefined;
  /** Whether the usual OTEL_ variables, which the official SDK reads itself, ask for traces. */
  readonly traces: boolean;
  /** For how long a server that is not ready still accepts connections after a signal to stop. */
  readonly shutdownDelaySeconds: number;
  /** Undefined where none is given outside production: then a key is generated once and kept beside the data. */
  readonly secretKeys: SecretKeys | undefined;
  /** Whether programs may sign in with a token in the place of the cookie. */
  readonly bearerSessions: boolean;
  /** Who knows one of them gets identity tokens; none where no one does. */
  readonly serviceKeys: readonly string[];
  /** Where the product learns of changes of accounts; undefined where it is told nothing. */
  readonly webhooks: WebhookSettings | undefined;
  /** Undefined where no host is given outside production: then mail goes to a local mailbox. */
  readonly mailServer: MailServer | undefined;
  /** The sender of every mail: an address, or `Name <address>`. */
  readonly mailFrom: string;
  /** Signs every mail; undefined where no key is given. */
  readonly dkim: DkimKey | undefined;
  /** An operator's own mail templates, preferred to the built-in ones. */
  readonly mailTemplatesFolder: string | undefined;
  readonly brand: Brand;
  readonly securityEventRetentionSeconds: number;
  readonly bcryptCost: number;
  readonly rateLimits: boolean;
  /** How many emails browsers that are no known device may ask for within an hour, in the whole installation. */
  readonly emailHourlyLimit: number;
  /** Networks whose clients are not counted as clients. */
  readonly limitsExempt: readonly Network[];
  /** How many times the usual attempts one client has. */
  readonly limitsClientFactor: number;
  /** No proxy, how many, or which. */
  readonly trustProxy: false | number | string[];
  readonly playground: boolean;
  readonly introspection: boolean;
  readonly logLevel: LogLevel;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
type LogLevel = (typeof LOG_LEVELS)[number];

/** Thrown for an invalid configuration. Lists every problem, a line each, by its variable. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration is invalid:\n${problems.map(problem => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

const DAY = 24 * 60 * 60;

const variables = z.object({
  NODE_ENV: nodeEnvironment.default('development').register(traits, { verbatim: true }),
  HOST: hostName.default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).default(4000),
  PUBLIC_URL: publicUrl.optional(),
  HOME_URL: homeAddress.optional(),
  NEXT_ORIGINS: origins.default([]),
  DATABASE_URL: databaseLocation.prefault('sqlite:data/rekey.sqlite').register(traits, { secret: true }),
  DATABASE_POOL_SIZE: wholeNumber(2, 500).default(10),
  MIGRATE: onOrOff.default(true),
  METRICS_PORT: wholeNumber(0, 65_535).optional(),
  SHUTDOWN_DELAY: wholeNumber(0, 300).default(0),
  SECRET_KEY: z
    .string()
    .refine(text => unwrapped(text) !== '', 'must hold more than white space')
    .optional()
    .register(traits, { secret: true, verbatim: true }),
  SECRET_KEY_FALLBACKS: z.string().default('').register(traits, { secret: true, verbatim: true }),
  BEARER_SESSIONS: onOrOff.default(false),
  SERVICE_KEYS: serviceKeys.default([]).register(traits, { secret: true }),
  WEBHOOK_URL: webhookUrl.optional(),
  WEBHOOK_SECRET: webhookSecret.optional().register(traits, { secret: true }),
  WEBHOOK_SECRET_FALLBACKS: webhookSecrets.default([]).register(traits, { secret: true }),
  WEBHOOK_PRIVATE_NETWORK: onOrOff.default(false),
  EMAIL_HOST: hostName.optional(),
  EMAIL_PORT: wholeNumber(1, 65_535).optional(),
  EMAIL_USE_TLS: onOrOff.optional(),
  EMAIL_USE_SSL: onOrOff.default(false),
  EMAIL_USER: loginName.optional(),
  EMAIL_PASS: password.optional().register(traits, { secret: true, verbatim: true }),
  EMAIL_OAUTH_CLIENT_ID: loginName.optional(),
  EMAIL_OAUTH_CLIENT_SECRET: password.optional().register(traits, { secret: true, verbatim: true }),
  EMAIL_OAUTH_REFRESH_TOKEN: password.optional().register(traits, { secret: true, verbatim: true }),
  EMAIL_OAUTH_TOKEN_URL: tokenUrl.optional(),
  EMAIL_OAUTH_SCOPE: oneLine.optional(),
  EMAIL_FROM: mailSender.optional(),
  EMAIL_EHLO_NAME: ehloName.optional(),
  EMAIL_DKIM_DOMAIN: domainLabels.optional(),
  EMAIL_DKIM_SELECTOR: domainLabels.optional(),
  EMAIL_DKIM_KEY_FILE: filePath.optional(),
  MAIL_TEMPLATES: filePath.optional(),
  BRAND_NAME: shownName.default('Rekey'),
  BRAND_COLOUR: colour.default('#3b5bdb'),
  BRAND_LOGO_URL: logoPath.optional(),
  BRAND_SUPPORT_URL: webAddress.optional(),
  BRAND_SUPPORT_EMAIL: mailAddress.optional(),
  BRAND_TERMS_URL: pageAddress.optional(),
  BRAND_PRIVACY_URL: pageAddress.optional(),
  PASSWORD_RESET_TIMEOUT: seconds.default(3600),
  REGISTRATION: z
    .string()
    .toLowerCase()
    .pipe(z.enum(REGISTRATION_MODES, `must be one of ${REGISTRATION_MODES.join(', ')}`))
    .default('open'),
  ACCOUNT_DELETION: onOrOff.default(true),
  REGISTRATION_TIMEOUT: seconds.default(DAY),
  SESSION_TIMEOUT: seconds.default(30 * DAY),
  SESSION_IDLE_TIMEOUT: seconds.default(7 * DAY),
  SECURITY_EVENT_RETENTION: seconds.default(365 * DAY),
  NOTIFY_NEW_DEVICE: onOrOff.default(true),
  PASSWORD_MIN_LENGTH: wholeNumber(8, 64).default(15),
  BCRYPT_COST: wholeNumber(4, 16).default(12),
  BREACHED_PASSWORDS_URL: breachedPasswordsUrl.optional(),
  RATE_LIMITS: onOrOff.default(true),
  EMAIL_HOURLY_LIMIT: wholeNumber(1, 100_000_000).default(10_000),
  LIMITS_EXEMPT: networks.default([]),
  LIMITS_CLIENT_FACTOR: wholeNumber(1, 1000).default(1),
  TRUST_PROXY: proxies.default(false),
  PLAYGROUND: onOrOff.optional(),
  INTROSPECTION: onOrOff.optional(),
  LOG_LEVEL: z
    .string()
    .toLowerCase()
    .pipe(z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`))
    .default('info'),
});

/** Every name that is read from the environment, those of files with secrets included. */
export const VARIABLE_NAMES: ReadonlySet<string> = new Set([
  ...Object.keys(variables.shape),
  ...fileVariables(variables.shape),
]);

/** Reads the environment. Throws {@link ConfigurationError} with every problem, not only the first. */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const { given, faults, warnings } = readVariables(environment, variables.shape);
  const misspelt = misspeltVariables(environment, VARIABLE_NAMES);
  const parsed = variables.safeParse(given);
  const found = [...firstIssues(parsed.error?.issues ?? []), ...problemsAcrossVariables(given)];
  // What follows from a value that is not the one that was meant would only mislead.
  const follows = (problem: string) => [...faults.keys()].some(name => new RegExp(`\\b${name}\\b`).test(problem));
  const problems = [...faults.values(), ...found.filter(problem => !follows(problem)), ...misspelt.problems];
  if (!parsed.success || problems.length > 0) throw new ConfigurationError(problems);

  const value = parsed.data;
  const production = value.NODE_ENV === 'production';
  const basePath = basePathOf(value.PUBLIC_URL);
  return {
    production,
    host: value.HOST,
    port: value.PORT,
    publicUrl: value.PUBLIC_URL,
    basePath,
    homeUrl: homeUrlOf(value) ?? `${basePath}/account`,
    nextOrigins: value.NEXT_ORIGINS,
    ownNames: ownNamesOf(value),
    warnings: [...configurationWarnings(given), ...webhookWarnings(given), ...warnings, ...misspelt.warnings],
    database: value.DATABASE_URL,
    databasePoolSize: value.DATABASE_POOL_SIZE,
    migrate: value.MIGRATE,
    metricsPort: value.METRICS_PORT,
    traces: tracesWanted(given),
    shutdownDelaySeconds: value.SHUTDOWN_DELAY,
    secretKeys: secretKeysOf(value),
    bearerSessions: value.BEARER_SESSIONS,
    serviceKeys: value.SERVICE_KEYS,
    webhooks: webhookSettingsOf(value),
    mailServer: value.EMAIL_HOST === undefined ? undefined : mailServerOf(value, value.EMAIL_HOST),
    mailFrom: mailFromOf(value),
    dkim: dkimKeyOf(value),
    mailTemplatesFolder: value.MAIL_TEMPLATES,
    brand: {
      name: value.BRAND_NAME,
      colour: value.BRAND_COLOUR,
      logoUrl: value.BRAND_LOGO_URL,
      supportUrl: value.BRAND_SUPPORT_URL,
      supportEmail: value.BRAND_SUPPORT_EMAIL,
      termsUrl: absolute(value.BRAND_TERMS_URL, value.PUBLIC_URL),
      privacyUrl: absolute(value.BRAND_PRIVACY_URL, value.PUBLIC_URL),
    },
    passwordResetTimeoutSeconds: value.PASSWORD_RESET_TIMEOUT,
    registrationTimeoutSeconds: value.REGISTRATION_TIMEOUT,
    registration: value.REGISTRATION,
    accountDeletion: value.ACCOUNT_DELETION,
    sessionTimeouts: { absoluteSeconds: value.SESSION_TIMEOUT, idleSeconds: value.SESSION_IDLE_TIMEOUT },
    securityEventRetentionSeconds: value.SECURITY_EVENT_RETENTION,
    notifyNewDevice: value.NOTIFY_NEW_DEVICE,
    passwordMinLength: value.PASSWORD_MIN_LENGTH,
    bcryptCost: value.BCRYPT_COST,
    breachedPasswordsUrl: value.BREACHED_PASSWORDS_URL,
    rateLimits: value.RATE_LIMITS,
    emailHourlyLimit: value.EMAIL_HOURLY_LIMIT,
    limitsExempt: value.LIMITS_EXEMPT,
    limitsClientFactor: value.LIMITS_CLIENT_FACTOR,
    trustProxy: value.TRUST_PROXY,
    playground: value.PLAYGROUND ?? !production,
    introspection: value.INTROSPECTION ?? !production,
    logLevel: value.LOG_LEVEL,
  };
}

/** A page's address as mails need it. A path stays one where the origin is not known before the server listens. */
function absolute(address: string | undefined, publicUrl: string | undefined): string | undefined {
  return address === undefined || publicUrl === undefined ? address : new URL(address, publicUrl).href;
}

/** The first problem of each variable: the further ones say the same in other words. */
function firstIssues(issues: readonly z.core.$ZodIssue[]): string[] {
  const first = new Map(issues.toReversed().map(issue => [issue.path.join('.'), issue.message]));
  return [...first].map(([name, message]) => `${name} ${message}`).reverse();
}

/** Problems between variables. */
function problemsAcrossVariables(given: NodeJS.ProcessEnv): string[] {
  const problems: string[] = [];
  if (isSwitchedOn(given.EMAIL_USE_SSL) && isSwitchedOn(given.EMAIL_USE_TLS)) {
    problems.push(
      'EMAIL_USE_TLS and EMAIL_USE_SSL exclude each other: STARTTLS on port 587, or TLS from the start on port 465',
    );
  }
  for (const variable of ['SECRET_KEY', 'SECRET_KEY_FALLBACKS'] as const) {
    if (!keysIn(given.SERVICE_KEYS).some(key => keysIn(given[variable]).includes(key))) continue;
    problems.push(`SERVICE_KEYS must not hold a key of ${variable}, which no product may know`);
  }
  problems.push(...loginProblems(given));
  if (
    given.EMAIL_FROM === undefined &&
    given.EMAIL_USER?.includes('@') &&
    loginName.safeParse(given.EMAIL_USER).success &&
    !mailSender.safeParse(given.EMAIL_USER).success
  ) {
    problems.push('EMAIL_FROM is required where EMAIL_USER is not a mail address');
  }
  problems.push(...dkimProblems(given));
  problems.push(...homeProblems(given), ...webhookProblems(given));
  if (given.NODE_ENV === 'production') problems.push(...productionProblems(given), ...breachedPasswordsProblems(given));
  return problems;
}

type Variables = z.infer<typeof variables>;

/**
 * Earlier versions signed with the white space and the quotation marks around a key. What they signed is still
 * verified, by the key and by the key among the fallbacks.
 */
function secretKeysOf({ SECRET_KEY: given, SECRET_KEY_FALLBACKS: fallbacks }: Variables): SecretKeys | undefined {
  if (given === undefined) return undefined;
  const earlier = fallbacks.split(',').map(key => key.trim());
  const others = [...keysIn(fallbacks), ...earlier, given.trim(), given].filter(Boolean);
  const key = unwrapped(given);
  return [key, ...new Set(others.filter(other => other !== key))];
}

/** Anyone who is signed in is led from the sign-in page to HOME_URL, and would go there for ever. */
function homeProblems({ PUBLIC_URL: publicUrlText, HOME_URL: home = '' }: NodeJS.ProcessEnv): string[] {
  const site = publicUrl.safeParse(publicUrlText).data ?? 'http://localhost';
  const { origin, pathname } = URL.parse(home, site) ?? {};
  const isSignIn = `${origin}${pathname}`.replace(/\/$/, '') === `${site}/login`;
  return isSignIn ? ['HOME_URL must not be the sign-in page, which leads there'] : [];
}

/**
 * HOME_URL, as a path where it is one of the own origin: pages then know their own, and lead there without loading. A
 * path that begins with two slashes would name another host.
 */
function homeUrlOf({ HOME_URL: home, PUBLIC_URL: publicUrlText }: Variables): string | undefined {
  const origin = publicUrlText && new URL(publicUrlText).origin;
  const path = origin && home?.startsWith(`${origin}/`) ? home.slice(origin.length) : undefined;
  return path?.startsWith('//') ? home : (path ?? home);
}

function basePathOf(url: string | undefined): string {
  return url === undefined ? '' : new URL(url).pathname.replace(/\/$/, '');
}

/** The host names, besides those of the loopback, under which this server answers development addresses. */
function ownNamesOf({ PUBLIC_URL: publicUrl, HOST: host }: Variables): string[] {
  return [...(publicUrl ? [new URL(publicUrl).hostname] : []), host.includes(':') ? `[${host}]` : host.toLowerCase()];
}

function mailFromOf(value: Variables): string {
  return value.EMAIL_FROM ?? (value.EMAIL_USER?.includes('@') ? value.EMAIL_USER : 'no-reply@localhost');
}

function mailServerOf(value: Variables, host: string): MailServer {
  const tls = value.EMAIL_USE_SSL ? 'implicit' : value.EMAIL_USE_TLS === false ? 'none' : 'starttls-required';
  return {
    host,
    port: value.EMAIL_PORT ?? (tls === 'implicit' ? 465 : 587),
    tls,
    user: value.EMAIL_USER,
    pass: value.EMAIL_PASS,
    oauth: oauthClientOf(value),
    from: mailFromOf(value),
    ehloName: value.EMAIL_EHLO_NAME ?? ehloNameOf(value.PUBLIC_URL),
  };
}
