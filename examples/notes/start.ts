import { spawn } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { createServer, type ProxyOptions } from 'vite';

const { PORT = '3000', API_PORT = '3001', REKEY_PORT = '3002' } = process.env;
const REKEY_URL = `http://127.0.0.1:${REKEY_PORT}/auth`;
Object.assign(process.env, { API_PORT, REKEY_URL });
process.chdir(import.meta.dirname);

/** Only a proxy may say who is calling. What a client says of itself in such a header is dropped. */
const proxyTo = (port: string): ProxyOptions => ({
  target: `http://127.0.0.1:${port}`,
  xfwd: true,
  bypass({ headers }) {
    for (const name of Object.keys(headers)) if (/^x.?rekey/.test(name)) delete headers[name];
  },
});
const pages = await createServer({
  root: 'page',
  server: {
    port: Number(PORT),
    strictPort: true,
    // Vite would otherwise serve every file of the repository, data/ with its keys among them.
    fs: { allow: ['.'] },
    proxy: { '^/(?:auth(?:[/?]|$)|\\.well-known/)': proxyTo(REKEY_PORT), '^/graphql(?:[/?]|$)': proxyTo(API_PORT) },
  },
});

const place = { PORT: REKEY_PORT, PUBLIC_URL: `http://localhost:${PORT}/auth`, HOME_URL: '/', TRUST_PROXY: '1' };
const rekey = spawn(process.execPath, ['../../server/dist/main.js'], {
  env: { BRAND_NAME: 'Notes', LOG_LEVEL: 'warn', ...process.env, ...place },
  stdio: 'inherit',
});
process.removeAllListeners('SIGTERM'); // Vite's own ends this process before Rekey has ended.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => rekey.kill('SIGINT'));
rekey.once('exit', status => process.exit(status ?? 1));
process.once('exit', () => rekey.kill());

await import('./api.ts');
await pages.listen();
while (!(await fetch(REKEY_URL).catch(() => undefined))) await setTimeout(100);
console.log(`Open http://localhost:${PORT}. Ctrl+C ends it.`);
