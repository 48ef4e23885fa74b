import { configDefaults, defineConfig } from 'vitest/config';
import { promises } from './scripts/promises.ts';

/**
 * What never opens a database, or is about the process and the shape of operations alone, is not run a second time on
 * PostgreSQL.
 */
const SAME_ON_EVERY_DATABASE = [
  'src/accounts/newPasswordTable.test.ts',
  'src/administration/importing/**',
  // What is read from a file is written as `import.test.ts` shows on both.
  'src/cli/importFrom.test.ts',
  'src/config/**',
  // They start servers of their own.
  'src/database/{encryption,failover,pgbouncer}.test.ts',
  'src/start/{deploy,documents,federation,main,proxies}.test.ts',
  'src/domain/**',
  'src/graphql/{fuzz,schema}.test.ts',
  'src/http/{basePath,boundConnections,callerOf,clientAddress,developmentRoutes,errorAnswers,framing,http}.test.ts',
  'src/http/{mailPreviews,playground}.test.ts',
  'src/links/signedLink.test.ts',
  // On PostgreSQL `npm run chaos` kills for longer, and several servers.
  'src/{mail,webhooks}/chaos.test.ts',
  'src/mail/{localMailbox,readDkimKey,strictServers,transport}.test.ts',
  'src/mail/{diagnosis,smtp,templates}/**',
  'src/messages/**',
  'src/passwords/**',
  'scripts/{audit,createMigration,package,setup}.test.ts',
  'src/queue/{backoff,circuitBreaker,timeOrderedId}.test.ts',
];

export default defineConfig({
  resolve: {
    // Vitest would load graphql once as ESM and once as CommonJS, and graphql refuses to meet itself.
    alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }],
  },
  test: {
    globalSetup: 'src/testing/migratedTemplate.ts',
    tags: [...promises],
    include: ['{src,scripts}/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(process.env.TEST_DATABASE === 'postgresql' ? SAME_ON_EVERY_DATABASE : [])],
    // Most tests wait for a process, a disk or a mail server, so that three at a time are faster even on two cores.
    maxWorkers: 3,
    // Each file would load and compile every module anew: a third of the processor time. No test depends on a module's
    // state, and each product that a test starts has its own.
    isolate: false,
    // On a busy machine anything may take seconds.
    expect: { poll: { timeout: 20_000 } },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
