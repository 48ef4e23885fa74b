import { execFileSync, spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { guideBlock } from './guideBlock.ts';
import { closedPort } from './smtpSink.ts';

/** A proxy of another product, with a block of docs/integrating.md as its configuration. */
export interface ProxyProcess {
  readonly url: string;
  close(): Promise<void>;
}

/** Where the proxy finds Rekey and the product, each as host and port. */
interface Behind {
  readonly rekey: string;
  readonly product: string;
}

/** A proxy that the guide has a block for. */
export interface DocumentedProxy {
  readonly name: string;
  readonly isHere: boolean;
  start(folder: string, behind: Behind): Promise<ProxyProcess>;
}

const addresses = ({ rekey, product }: Behind) =>
  [
    ['127.0.0.1:4000', rekey],
    ['127.0.0.1:5000', product],
  ] as const;

/** The proxies with a block that runs in tests. Debian has both in packages of their own names. */
export const DOCUMENTED_PROXIES: readonly DocumentedProxy[] = [
  {
    name: 'nginx',
    isHere: answers('nginx', '-v'),
    async start(folder, behind) {
      const port = await closedPort();
      const site = await guideBlock('nginx-product.conf', [
        ...addresses(behind),
        ['listen 443 ssl;', `listen 127.0.0.1:${port};`],
        ['/var/cache/nginx/rekey', join(folder, 'cache')],
        // So that no test depends on how long it takes.
        ['proxy_cache_valid    200 204 5s;', 'proxy_cache_valid 200 204 1h;'],
      ]);
      const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
        kind => `${kind}_temp_path ${folder}/${kind};`,
      );
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'site.conf'), site);
      await writeFile(
        join(folder, 'nginx.conf'),
        `daemon off; master_process off; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
         events { worker_connections 512; }
         http { access_log off; ${temporary.join(' ')} include ${folder}/site.conf; }`,
      );
      const log = join(folder, 'error.log');
      return run('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', log], port);
    },
  },
  {
    name: 'Caddy',
    isHere: answers('caddy', 'version'),
    async start(folder, behind) {
      const port = await closedPort();
      const site = await guideBlock('Caddyfile', [...addresses(behind), ['example.com', `http://127.0.0.1:${port}`]]);
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'Caddyfile'), `{\n\tadmin off\n\tauto_https off\n}\n${site}`);
      return run('caddy', ['run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile'], port, {
        HOME: folder,
        XDG_CONFIG_HOME: folder,
        XDG_DATA_HOME: folder,
      });
    },
  },
];

function answers(command: string, version: string): boolean {
  try {
    execFileSync(command, [version], { stdio: 'ignore', env: withSbin() });
    return true;
  } catch {
    return false;
  }
}

async function run(command: string, args: string[], port: number, environment = {}): Promise<ProxyProcess> {
  const child = spawn(command, args, { env: { ...withSbin(), ...environment }, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', chunk => {
    said += chunk;
  });
  const ended = new Promise(resolve => child.once('exit', resolve));
  const url = `http://127.0.0.1:${port}`;
  const listens = () =>
    fetch(url).then(
      () => true,
      () => false,
    );
  while (!(await listens())) {
    if (child.exitCode !== null) throw new Error(`${command} did not start:\n${said}`);
  }
  return {
    url,
    async close() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Debian keeps servers where users do not look for programs. */
function withSbin(): NodeJS.ProcessEnv {
  return { PATH: `${process.env.PATH}:/usr/sbin` };
}
