import { execFile } from 'node:child_process';
import type { IncomingMessage } from 'node:http';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createServer, type Plugin } from 'vite';

/** Where the pages are, as the server tells them: see web/src/app/place.ts. */
export interface ServedPlace {
  /** The path that all of them are below; empty without one. */
  readonly base: string;
  readonly origin?: string | undefined;
  readonly home: string;
  readonly nextOrigins: readonly string[];
  readonly registration?: string | undefined;
  readonly accountDeletion?: boolean | undefined;
}

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
function apiBelow(base: string): string {
  const below = '(?:graphql|session|brand|playground(?!/states/))';
  return `^(?:${base.replaceAll('.', '\\.')}/${below}|/(?:healthz|readyz|metrics|\\.well-known))(?:[/?]|$)`;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const web = fileURLToPath(new URL('..', import.meta.url));

/** Serves the pages from their sources with hot reload, and forwards the rest. Throws where the port is taken. */
export async function servePages(
  listen: { readonly host: string; readonly port: number },
  place: ServedPlace,
  { api, mailbox, apiReady }: Backends,
): Promise<{ close(): Promise<void> }> {
  const { base } = place;
  const paths = apiBelow(base);
  const vite = await createServer({
    root: web,
    base: `${base}/`,
    configFile: `${web}vite.config.ts`,
    clearScreen: false,
    logLevel: 'warn',
    server: {
      ...listen,
      strictPort: true,
      proxy: { [paths]: { target: api } },
    },
    plugins: [
      writePlace(place),
      waitFor(new RegExp(paths), apiReady),
      redirectTo(base, mailbox),
      generateTypesOnChange(),
    ],
  });
  await generateTypes();
  await vite.listen();
  return vite;
}

/** Fills in the placeholders as the server does. */
function writePlace(place: ServedPlace): Plugin {
  return {
    name: 'rekey:place',
    transformIndexHtml: {
      order: 'pre',
      handler: html =>
        html
          .replaceAll('{{base}}', place.base)
          .replace('{{place}}', JSON.stringify(place).replaceAll('&', '&amp;').replaceAll('"', '&quot;')),
    },
  };
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

function redirectTo(base: string, mailbox: string | undefined): Plugin {
  return {
    name: 'rekey:mailbox',
    configureServer({ middlewares }) {
      if (!mailbox) return;
      middlewares.use(`${base}/mailbox`, (_request, response) => {
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
  await promisify(execFile)(process.execPath, ['web/scripts/generateTypes.ts'], { cwd: root });
}
