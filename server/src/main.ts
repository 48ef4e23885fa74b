import { type App, startApp } from './app.ts';
import { type Config, ConfigurationFaults, readConfig } from './config.ts';

/** Longer than any request or mail may take; what hangs beyond it is cut off. */
const CLOSE_WITHIN_MS = 9_500;

function configOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigurationFaults)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
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

const config = configOrExit();
const app = await startApp(config);
greet(app, config);

let closing = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, async () => {
    if (closing) return;
    closing = true;
    setTimeout(() => process.exit(1), CLOSE_WITHIN_MS).unref();
    await app.close();
    process.exit(0);
  });
}
