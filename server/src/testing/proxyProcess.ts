import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { guideBlock } from './guideBlock.ts';
import { hasNginx, runNginx } from './nginxProcess.ts';
import { isInstalled, type ProgramProcess, startProgram } from './programProcess.ts';
import { closedPort } from './smtpSink.ts';

/** Where the proxy finds Rekey and the product, each as host and port. */
interface Behind {
  readonly rekey: string;
  readonly product: string;
}

/** A proxy of another product, with a block of docs/integrating.md as its configuration. */
export interface DocumentedProxy {
  readonly name: string;
  readonly isHere: boolean;
  start(folder: string, behind: Behind): Promise<ProgramProcess>;
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
    isHere: hasNginx,
    async start(folder, behind) {
      const port = await closedPort();
      const site = await guideBlock('nginx-product.conf', [
        ...addresses(behind),
        ['listen 443 ssl;', `listen 127.0.0.1:${port};`],
        ['/var/cache/nginx/rekey', join(folder, 'cache')],
        // So that no test depends on how long it takes.
        ['proxy_cache_valid    200 204 5s;', 'proxy_cache_valid 200 204 1h;'],
      ]);
      return runNginx(folder, site, port);
    },
  },
  {
    name: 'Caddy',
    isHere: isInstalled('caddy', 'version'),
    async start(folder, behind) {
      const port = await closedPort();
      const site = await guideBlock('Caddyfile', [...addresses(behind), ['example.com', `http://127.0.0.1:${port}`]]);
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'Caddyfile'), `{\n\tadmin off\n\tauto_https off\n}\n${site}`);
      return startProgram('caddy', ['run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile'], {
        port,
        environment: { HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder },
      });
    },
  },
];
