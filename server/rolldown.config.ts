import { join } from 'node:path';
import { defineConfig, type Plugin } from 'rolldown';
import { notePackages } from './scripts/notePackages.ts';

/**
 * What libraries load for features that are off: TypeGraphQL's validation, with every telephone number of
 * class-validator, and Apollo's reports to its own service. apolloServer.ts and schema.ts switch them off.
 */
const NOT_BUILT_IN = /^class-validator$|\/plugin\/(?:usageReporting|schemaReporting|inlineTrace)\/index\.js$/;

const leaveOut: Plugin = {
  name: 'rekey:leave-out',
  resolveId: { filter: { id: NOT_BUILT_IN }, handler: () => ({ id: '\0left-out', moduleSideEffects: false }) },
  load: { filter: { id: /^\0left-out$/ }, handler: () => 'export {}' },
};

/**
 * Bundles the server with its dependencies into a few files, so that a start need not read some 1,750 files (figures in
 * docs/decisions/0012-speed.md). Nothing is minified: a stack names functions as the source does.
 */
export default defineConfig({
  cwd: import.meta.dirname,
  input: {
    main: 'src/main.ts',
    rekey: 'src/cli/main.ts',
    hashingThread: 'src/passwords/hashingThread.ts',
    mailThread: 'src/start/mailThread.ts',
  },
  platform: 'node',
  tsconfig: 'tsconfig.json',
  plugins: [leaveOut, notePackages('packages.json')],
  resolve: {
    mainFields: ['module', 'main'],
    alias: { '@apollo/utils.createhash': join(import.meta.dirname, 'src/graphql/documentHash.ts') },
  },
  // `npm run package` copies these packages into the archive.
  external: [
    // Compiled for the machine, and found beside their own package.json.
    'bcrypt',
    'better-sqlite3',
    // Loads a file of its own in each thread.
    'piscina',
    // pg looks whether it is there.
    'pg-native',
    // Large, and loaded only where they are asked for.
    '@opentelemetry/sdk-node',
  ],
  output: { dir: 'dist', format: 'esm', cleanDir: true, keepNames: true, chunkFileNames: '[name].js' },
});
