import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { type Clock, systemClock } from './clock.ts';
import { composersFor } from './composers.ts';
import type { Config } from './config.ts';
import { databaseTrouble, migrationTrouble } from './database/databaseChecks.ts';
import { migrateUp } from './database/migrate.ts';
import { type Database, openDatabase } from './database/openDatabase.ts';
import { DATA_FOLDER, PAGES_FOLDER, PLAYGROUND_FOLDER } from './folders.ts';
import { startApolloServer } from './graphql/apolloServer.ts';
import { buildRekeySchema } from './graphql/schema.ts';
import { brandRoute } from './http/brandRoute.ts';
import { graphqlRoute } from './http/graphqlRoute.ts';
import { healthRoutes } from './http/healthRoutes.ts';
import { createHttpServer } from './http/httpServer.ts';
import { pages } from './http/pages.ts';
import { playground } from './http/playground.ts';
import { sessionCookieFor } from './http/sessionCookie.ts';
import type { SecretKeys } from './links/signedLink.ts';
import { type LocalMailbox, startLocalMailbox } from './mail/localMailbox.ts';
import { mailTrouble } from './mail/mailTrouble.ts';
import { createPostman } from './mail/postman.ts';
import { loadTemplates } from './mail/templates/templates.ts';
import { createTransport } from './mail/transport.ts';
import { createParts } from './parts.ts';
import { keptSecretKey } from './secretKey.ts';

/** The product, running. */
export interface App {
  readonly http: FastifyInstance;
  readonly database: Database;
  readonly secretKeys: SecretKeys;
  /** Where people find it; the origin of every mailed link. */
  readonly publicUrl: string;
  /** Undefined where a mail server is configured. */
  readonly mailbox: LocalMailbox | undefined;
  /** Stops accepting, finishes what is under way, puts mail that is not sent back into the queue, and closes. */
  close(): Promise<void>;
}

/** Of the ten seconds that an orchestrator usually waits, what the postman may use to finish. */
const POSTMAN_DRAIN_MS = 5_000;

/** Starts everything: database, migrations, GraphQL, HTTP, then mail. */
export async function startApp(config: Config, clock: Clock = systemClock): Promise<App> {
  const secretKeys = config.secretKeys ?? keptSecretKey(DATA_FOLDER);
  const https = config.publicUrl?.startsWith('https:') === true;
  const http = await createHttpServer({ https, trustProxy: config.trustProxy, logLevel: config.logLevel });
  const log = http.log;

  const database = await openDatabase(config.database);
  await migrateUp(database);

  let wakePostman = () => {};
  const parts = createParts({ config, secretKeys, clock, log, database, wakePostman: () => wakePostman() });
  const schema = await buildRekeySchema();
  const apollo = await startApolloServer({ schema, introspection: config.introspection, log });
  const cookie = sessionCookieFor({ https, lifetimeSeconds: config.sessionTimeouts.absoluteSeconds });
  graphqlRoute(http, { apollo, parts, database, cookie });
  brandRoute(http, config.brand);
  await pages(http, { folder: PAGES_FOLDER, brand: config.brand });
  if (config.playground) await playground(http, { folder: PLAYGROUND_FOLDER });
  healthRoutes(http, {
    checks: [
      ['database', () => databaseTrouble(database)],
      ['migrations', () => migrationTrouble(database)],
      ['mail', () => mailTrouble(database.em.fork(), postman.trouble(), clock())],
    ],
  });

  await http.listen({ host: config.host, port: config.port });
  const { port } = http.server.address() as AddressInfo;
  const publicUrl = config.publicUrl ?? `http://localhost:${port}`;

  const mailbox = config.mailServer ? undefined : await startLocalMailbox();
  const mailServer = config.mailServer ?? {
    host: '127.0.0.1',
    port: mailbox?.smtpPort ?? 0,
    tls: 'none',
    from: config.mailFrom,
  };
  const transport = createTransport(mailServer, { brandName: config.brand.name });
  const postman = createPostman({
    orm: database,
    transport,
    composers: composersFor(parts, publicUrl),
    templates: loadTemplates(config.brand, config.mailTemplatesFolder),
    log,
    clock,
  });
  wakePostman = () => postman.wake();
  postman.start();

  return {
    http,
    database,
    secretKeys,
    publicUrl,
    mailbox,
    async close() {
      await http.close();
      await postman.stop(POSTMAN_DRAIN_MS);
      transport.close();
      await apollo.stop();
      await mailbox?.close();
      await database.close();
    },
  };
}
