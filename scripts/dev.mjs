// `npm run dev`: pages with hot reload, API, playground and mailbox at one address. The server is rebuilt and restarted
// when its sources change. PORT chooses the port (0: a free one); the other variables are those of the server.
import { createServer } from 'node:net';
import { watchServer } from '../server/scripts/watchServer.ts';
import { readConfig } from '../server/src/config/config.ts';
import { pagePlace } from '../server/src/http/pagePlace.ts';
import { startLocalMailbox } from '../server/src/mail/localMailbox.ts';
import { servePages } from '../web/scripts/servePages.ts';

if (process.env.NODE_ENV === 'production') {
  console.error('npm run dev is for development; NODE_ENV is production.');
  process.exit(2);
}

const host = process.env.HOST || 'localhost';
const port = Number(process.env.PORT || 4000) || (await freePort());
const apiPort = await freePort();
const origin = `http://localhost:${port}`;
// Not the server's own, so that emails survive its restarts.
const mailbox = process.env.EMAIL_HOST
  ? undefined
  : await startLocalMailbox(...(process.env.PORT === '0' ? [0, 0] : []));

const environment = {
  PUBLIC_URL: origin,
  ...process.env,
  HOST: '127.0.0.1',
  PORT: String(apiPort),
  ...(mailbox && { EMAIL_HOST: '127.0.0.1', EMAIL_PORT: String(mailbox.smtpPort), EMAIL_USE_TLS: 'false' }),
};
const config = configIn(environment);
const site = `${origin}${config.basePath}`;

const server = watchServer({
  environment,
  say: line => console.log(line),
});

let pages;
let closing = false;
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void close(0));

try {
  pages = await servePages({ host, port }, pagePlace(config), {
    api: `http://127.0.0.1:${apiPort}`,
    mailbox: mailbox?.webUrl,
    apiReady: () => server.ready(),
  });
  await server.ready();
  const lines = [
    `  Pages       ${site}`,
    `  Playground  ${site}/playground`,
    `  States      ${site}/playground/states/`,
    `  Mailbox     ${mailbox ? `${site}/mailbox` : 'EMAIL_HOST is set: email leaves this machine'}`,
  ];
  if (!closing) console.log(`\nThe dev loop is ready. Stop it with Ctrl+C.\n\n${lines.join('\n')}\n`);
} catch (error) {
  console.error(error.message);
  await close(1);
}

/** The configuration of the server. What is wrong with it is said at once, and ends the loop. */
function configIn(variables) {
  try {
    return readConfig(variables);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}

async function close(status) {
  if (closing) return;
  closing = true;
  await Promise.allSettled([pages?.close(), server.close(), mailbox?.close()]);
  process.exit(status);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address();
      probe.close(() => resolve(free));
    });
  });
}
