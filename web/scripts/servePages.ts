import { execFile } from 'node:child_process';
import type { IncomingMessage } from 'node:http';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createServer, type Plugin } from 'vite';

/** Where the dev loop forwards requests that are not for pages. */
export interface Backends {
  /** The origin of the server, which answers everything but pages. */
  readonly api: string;
  /** The URL of the mailbox, to which /mailbox redirects; undefined where a mail server is configured. */
  readonly mailbox: string | undefined;
  /** Resolves once the server answers. Requests wait for it, so that a restart shows no errors. */
  apiReady(): Promise<void>;
}

/** The paths that the server answers. Vite serves the page of states, so that it is hot reloaded like the pages. */
const API = '^/(?:graphql|session|brand|healthz|readyz|metrics|\\.well-known|playground(?!/states/))(?:[/?]|$)';

const root = fileURLToPath(new URL('../..', import.meta.url));
const web = fileURLToPath(new URL('..', import.meta.url));

/** Serves the pages from their sources with hot reload, and forwards the rest. Throws where the port is taken. */
export async function servePages(
  listen: { readonly host: string; readonly port: number },
  { api, mailbox, apiReady }: Backends,
): Promise<{ close(): Promise<void> }> {
  const vite = await createServer({
    root: web,
    configFile: `${web}vite.config.ts`,
    clearScreen: false,
    logLevel: 'warn',
    server: {
      ...listen,
      strictPort: true,
      proxy: { [API]: { target: api } },
    },
    plugins: [waitFor(new RegExp(API), apiReady), redirectTo(mailbox), generateTypesOnChange()],
  });
  await generateTypes();
  await vite.listen();
  return vite;
}

function waitFor(paths: RegExp, ready: () => Promise<void>): Plugin {
  return {
    name: 'rekey:wait-for-server',
    configureServer({ middlewares }) {
      middlewares.use((request: IncomingMessage, _response, next) => {
        if (!paths.test(request.url ?? '')) next();
        else void ready().then(() => next());
      });
    },
  };
}

function redirectTo(mailbox: string | undefined): Plugin {
  return {
    name: 'rekey:mailbox',
    configureServer({ middlewares }) {
      if (!mailbox) return;
      middlewares.use('/mailbox', (_request, response) => {
        response.writeHead(302, { location: mailbox }).end();
      });
    },
  };
}

/** Generates the types of the operations again when one of them, or the schema, has changed. */
function generateTypesOnChange(): Plugin {
  return {
    name: 'rekey:generate-types',
    configureServer({ watcher, config }) {
      watcher.add(`${root}server/schema.graphql`);
      watcher.on('all', (_event, file) => {
        if (!file.endsWith('.graphql')) return;
        generateTypes().then(
          () => config.logger.warn(`types generated: ${basename(file)} has changed`),
          error => config.logger.error(error.message),
        );
      });
    },
  };
}

async function generateTypes(): Promise<void> {
  await promisify(execFile)('graphql-codegen', ['--config', 'codegen.ts', '--silent'], { cwd: root });
}
