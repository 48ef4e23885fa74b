import type { AddressInfo } from 'node:net';
import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config/config.ts';
import { DATA_FOLDER, PAGES_FOLDER, PLAYGROUND_FOLDER } from '../config/folders.ts';
import { folderError, listeningError, StartupError } from '../config/startupError.ts';
import { VERSION } from '../config/version.ts';
import { databaseChecks } from '../database/databaseChecks.ts';
import { startPurge } from '../database/purge.ts';
import { startDatabase } from '../database/startDatabase.ts';
import { type ClockOffset, clockAhead, createClockOffset } from '../domain/clock.ts';
import { startApolloServer } from '../graphql/apolloServer.ts';
import { instrumentOperations } from '../graphql/instrumentation.ts';
import { measureOperation } from '../graphql/measureOperation.ts';
import { buildRekeySchema } from '../graphql/schema.ts';
import { boundConnections } from '../http/boundConnections.ts';
import { brandRoute } from '../http/brandRoute.ts';
import { clientAddresses } from '../http/clientAddress.ts';
import { deviceCookieFor, sessionCookieFor } from '../http/cookies.ts';
import { developmentRoutes } from '../http/developmentRoutes.ts';
import { type DrainDelays, drainOf } from '../http/drain.ts';
import { errorAnswers } from '../http/errorAnswers.ts';
import { graphqlRoute } from '../http/graphqlRoute.ts';
import { healthRoutes } from '../http/healthRoutes.ts';
import { createHttpServer } from '../http/httpServer.ts';
import { mailPreviews } from '../http/mailPreviews.ts';
import { measureRequests, metricsRoute, startMetricsServer } from '../http/metricsRoute.ts';
import { pagePlace } from '../http/pagePlace.ts';
import { notFoundPage, pages } from '../http/pages.ts';
import { playground } from '../http/playground.ts';
import { refuseOtherMethods } from '../http/refuseOtherMethods.ts';
import { sessionRoute } from '../http/sessionRoute.ts';
import { wellKnownRoutes } from '../http/wellKnownRoutes.ts';
import type { SecretKeys } from '../links/signedLink.ts';
import { type LocalMailbox, startLocalMailbox } from '../mail/localMailbox.ts';
import type { MailServer } from '../mail/mailServer.ts';
import { loadTemplates, MailTemplatesError, type Templates } from '../mail/templates/templates.ts';
import { createMetrics } from '../observability/metrics.ts';
import { startTracing } from '../observability/tracing.ts';
import { sessionLookup } from '../sessions/currentSession.ts';
import { createIdentityTokens } from '../sessions/identityTokens.ts';
import type { Database } from '../sql/database.ts';
import { openNotificationChannel } from '../sql/notificationChannel.ts';
import { addGauges } from './gauges.ts';
import { keptSecretKey } from './secretKey.ts';
import { createServices } from './services.ts';
import { createMailThread } from './startMail.ts';

/** The running server. */
export interface App {
  readonly http: FastifyInstance;
  readonly database: Database;
  readonly secretKeys: SecretKeys;
  /** The beginning of every address of the product, also of every mailed link. */
  readonly publicUrl: string;
  /** Where the metrics are, where they have a port of their own. */
  readonly metricsUrl: string | undefined;
  /** Undefined where a mail server is configured. */
  readonly mailbox: LocalMailbox | undefined;
  /** Stops accepting connections, finishes requests and deliveries under way, releases other mail jobs, and closes. */
  close(delays?: DrainDelays): Promise<void>;
}

/** The modules of the threads. */
export interface Threads {
  readonly mail: URL;
  readonly hashing: URL;
}

/** The drain time of the workers, within the ten seconds that orchestrators usually wait. */
const MAIL_DRAIN_MS = 5_000;

/** For so long the last traces are sent at the end. Their exporter would go on trying for ten seconds. */
const TRACES_WITHIN_MS = 1_000;

/** Enough to begin with; the doctor lists all. */
const MAX_LOGGED = 20;

const NO_DELAYS: DrainDelays = { delayMs: 0, idleGraceMs: 0 };

/**
 * Starts everything: database, migrations, GraphQL, HTTP, then mail. The log goes to standard output unless told
 * otherwise; a test may move the clock, or take the threads as they are built. Throws StartupError where the
 * configuration or the environment prevents the start.
 */
export async function startApp(
  config: Config,
  clockOffset: ClockOffset = createClockOffset(),
  logTo?: Writable,
  threads?: Threads,
): Promise<App> {
  const clock = clockAhead(clockOffset);
  const secretKeys = config.secretKeys ?? secretKeyIn(DATA_FOLDER);
  const templates = templatesOf(config);
  const https = config.publicUrl?.startsWith('https:') === true;
  const { basePath } = config;
  const errors = errorAnswers(config.brand, basePath);
  const http = await createHttpServer({
    https,
    behindProxy: config.trustProxy !== false,
    logLevel: config.logLevel,
    logTo,
    errors,
    basePath,
  });
  const log = http.log;
  log.info({ version: VERSION, node: process.version }, 'starting');
  for (const warning of config.warnings) log.warn({}, warning);
  for (const file of templates.unused) log.warn({ file }, 'no mail uses this template, its name may be misspelt');
  if (config.rateLimits) boundConnections(http, config.trustProxy);
  const drain = drainOf(http);
  const metrics = createMetrics(VERSION);
  measureRequests(http, metrics);
  const tracing = config.traces ? await startTracing() : undefined;
  tracing?.traceRequests(http);

  const { database, doubledAddresses, close: closeDatabase } = await startDatabase(config);
  if (doubledAddresses.length > 0) {
    log.warn(
      { count: doubledAddresses.length, accounts: doubledAddresses.slice(0, MAX_LOGGED) },
      'accounts with the address of another account: "rekey doctor" says what to do',
    );
  }
  const mailbox = config.mailServer ? undefined : await startLocalMailbox();
  const mail = createMailThread({
    config,
    mailServer: config.mailServer ?? mailServerOf(mailbox, config.mailFrom),
    secretKeys,
    log,
    observe: metrics.worker,
    clockOffset,
    file: threads?.mail,
  });
  const channel = openNotificationChannel({ database, log, onNotify: mail.wake });
  const services = createServices({
    config,
    secretKeys,
    clock,
    log,
    database,
    metrics,
    wakeWorkers() {
      mail.wake();
      channel.notify();
    },
    hashingThread: threads?.hashing,
  });
  addGauges(metrics, { database, hashing: services.hashing, clock });
  const schema = await buildRekeySchema();
  instrumentOperations(schema, measureOperation(metrics));
  if (tracing) instrumentOperations(schema, tracing.instrumentation);
  const apollo = await startApolloServer({ schema, introspection: config.introspection, log });
  const sessionOf = sessionLookup(database.em, { timeouts: config.sessionTimeouts, clock });
  const refuseMethods = refuseOtherMethods(http, errors);
  const cookie = sessionCookieFor({ https, lifetimeSeconds: config.sessionTimeouts.absoluteSeconds });
  const site = {
    folder: PAGES_FOLDER,
    brand: config.brand,
    place: pagePlace(config),
  };
  const publicUrl = () => config.publicUrl ?? `http://localhost:${(http.server.address() as AddressInfo).port}`;
  const { serviceKeys, bearerSessions } = config;
  const tokens = serviceKeys.length > 0 ? createIdentityTokens({ secretKeys, issuer: publicUrl, clock }) : undefined;
  await http.register(
    async below => {
      graphqlRoute(below, {
        apollo,
        services,
        database,
        sessionOf,
        cookie,
        device: deviceCookieFor({ https }),
        bearerSessions,
        sharesOrigin: basePath !== '',
        clientAddress: clientAddresses(config.trustProxy, log),
      });
      sessionRoute(below, {
        sessionOf,
        cookie,
        bearerSessions,
        errors,
        serviceKeys,
        tokens,
      });
      brandRoute(below, config.brand);
      await pages(below, site);
    },
    { prefix: basePath },
  );
  notFoundPage(http, { ...site, errors });
  // What machines ask for stays at the root of the port.
  wellKnownRoutes(http, {
    contact: config.brand.supportEmail,
    publicUrl: config.publicUrl,
    basePath,
    clock,
    tokens,
  });
  const { writes, migrations } = databaseChecks(database);
  healthRoutes(http, {
    version: VERSION,
    checks: [
      ['process', async () => (drain.begun ? 'shutting down' : undefined)],
      ['database', writes],
      ['migrations', migrations],
    ],
  });
  refuseMethods();
  if (!config.production) {
    await developmentRoutes(http, config.ownNames, async inside => {
      if (config.metricsPort === undefined) metricsRoute(inside, metrics);
      if (!config.playground) return;
      await inside.register(
        async below => {
          await playground(below, { folder: PLAYGROUND_FOLDER, basePath, mailboxUrl: () => mailbox?.webUrl });
          mailPreviews(below, templates);
        },
        { prefix: basePath },
      );
    });
  }
  const metricsServer =
    config.metricsPort === undefined
      ? undefined
      : await startMetricsServer(metrics, {
          host: config.host,
          port: config.metricsPort,
          onlyUnder: config.production ? undefined : config.ownNames,
        });

  await http.listen({ host: config.host, port: config.port }).catch(error => {
    throw listeningError(error, `${config.host}:${config.port}`);
  });
  mail.start(publicUrl());
  const purge = startPurge({ database, lifetimes: config, clock, log });

  return {
    http,
    database,
    secretKeys,
    publicUrl: publicUrl(),
    metricsUrl: metricsServer?.listeningOrigin,
    mailbox,
    async close(delays = NO_DELAYS) {
      await Promise.all([drain.run(delays), mail.stop(MAIL_DRAIN_MS), purge.stop()]);
      await mailbox?.close();
      await channel.close();
      await metricsServer?.close();
      await apollo.stop();
      await services.hashing.close();
      await closeDatabase();
      // An unavailable or silent collector must not prevent a clean exit.
      await Promise.race([tracing?.close().catch(() => undefined), sleep(TRACES_WITHIN_MS, undefined, { ref: false })]);
    },
  };
}

/** The local mailbox as a mail server. */
function mailServerOf(mailbox: LocalMailbox | undefined, from: string): MailServer {
  return { host: '127.0.0.1', port: mailbox?.smtpPort ?? 0, tls: 'none', from };
}

/** Loads the templates. The error lists every problem by its file. */
function templatesOf(config: Config): Templates {
  try {
    return loadTemplates(config.brand, config.mailTemplatesFolder);
  } catch (error) {
    throw error instanceof MailTemplatesError ? new StartupError(error.message) : error;
  }
}

function secretKeyIn(folder: string): SecretKeys {
  try {
    return keptSecretKey(folder);
  } catch (error) {
    throw folderError(error, folder);
  }
}
