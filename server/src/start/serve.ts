import { type Config, ConfigurationError, readConfig } from '../config/config.ts';
import { StartupError } from '../config/startupError.ts';
import type { DrainDelays } from '../http/drain.ts';
import { type App, startApp } from './app.ts';

/**
 * Longer than any request or delivery may take, and shorter than the ten seconds that orchestrators wait before
 * SIGKILL.
 */
const CLOSE_WITHIN_MS = 9_500;

/** The nginx of docs/nginx.conf closes idle connections after two seconds; see DrainDelays. */
const IDLE_GRACE_MS = 2_500;

/** Prints the message of an expected error. Any other error is a bug, and is printed with its stack. */
function exitWithError(error: unknown): never {
  const told = error instanceof ConfigurationError || error instanceof StartupError;
  process.stderr.write(`${told ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}

function greet(app: App, config: Config): void {
  if (config.production) {
    app.http.log.info({ publicUrl: app.publicUrl }, 'ready');
    return;
  }
  const lines = [
    `  App         ${app.publicUrl}`,
    config.playground && `  Playground  ${app.publicUrl}/playground`,
    app.mailbox ? `  Mailbox     ${app.mailbox.webUrl}` : '  Mail        goes to the configured mail server',
  ];
  process.stdout.write(`\n${config.brand.name} is ready.\n\n${lines.filter(Boolean).join('\n')}\n\n`);
}

async function closeAndExit(app: App, delays: DrainDelays): Promise<never> {
  setTimeout(() => {
    app.http.log.error({}, 'shutdown timed out, aborting unfinished work');
    process.exit(1);
  }, delays.delayMs + CLOSE_WITHIN_MS).unref();
  await app.close(delays);
  process.exit(0);
}

try {
  const config = readConfig(process.env);
  const starting = startApp(config);
  let closing = false;
  // Ctrl-C comes from a person who waits; SIGTERM comes from a program that replaces this server.
  const delaysOf = {
    SIGINT: { delayMs: 0, idleGraceMs: 0 },
    SIGTERM: { delayMs: config.shutdownDelaySeconds * 1000, idleGraceMs: IDLE_GRACE_MS },
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    // A signal during the start is handled after it.
    process.on(signal, () => {
      if (closing) return;
      closing = true;
      void starting.then(app => closeAndExit(app, delaysOf[signal]));
    });
  }
  greet(await starting, config);
} catch (error) {
  exitWithError(error);
}
