import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { selfSignedCertificate } from './certificate.ts';
import { isInstalled, type ProgramProcess, startProgram } from './programProcess.ts';
import { closedPort } from './smtpSink.ts';

const EXAMPLE = fileURLToPath(new URL('../../../docs/nginx.conf', import.meta.url));

/** Whether this machine has nginx; Debian has it in the package nginx-light. */
export const hasNginx = isInstalled('nginx', '-v');

/** nginx with the example of the documentation, of which only ports and files were changed. */
export interface NginxProcess {
  /** Of the host that is Rekey's own. */
  readonly httpsPort: number;
  /** Of the host that Rekey shares with a product. */
  readonly sharedPort: number;
  readonly httpPort: number;
  close(): Promise<void>;
}

/** The ports of a test, where it does not take any free one. */
interface ChosenPorts {
  readonly httpsPort?: number;
  readonly sharedPort?: number;
  /** Where the product of the shared host listens. */
  readonly productPort?: number;
}

/** Starts it in the folder, in front of two replicas of Rekey. */
export async function startNginx(
  folder: string,
  replicas: readonly [number, number],
  chosen: ChosenPorts = {},
): Promise<NginxProcess> {
  const [httpPort, sharedHttpPort] = [await closedPort(), await closedPort()];
  const { httpsPort, sharedPort, productPort } = {
    httpsPort: await closedPort(),
    sharedPort: await closedPort(),
    productPort: await closedPort(),
    ...chosen,
  };
  const { cert, key } = await selfSignedCertificate('login.example.com');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'certificate.pem'), cert);
  await writeFile(join(folder, 'certificate.key'), key);
  let site = await readFile(EXAMPLE, 'utf8');
  const changes: ReadonlyArray<readonly [string, string]> = [
    ['127.0.0.1:4001', `127.0.0.1:${replicas[0]}`],
    ['127.0.0.1:4002', `127.0.0.1:${replicas[1]}`],
    ['127.0.0.1:3000', `127.0.0.1:${productPort}`],
    ['listen 80;', `listen 127.0.0.1:${httpPort};`],
    ['listen 80;', `listen 127.0.0.1:${sharedHttpPort};`],
    ['listen 443 ssl;', `listen 127.0.0.1:${httpsPort} ssl;`],
    ['listen 443 ssl;', `listen 127.0.0.1:${sharedPort} ssl;`],
    ...['login.example.com', 'example.com'].flatMap(host => [
      [`/etc/ssl/${host}.pem`, join(folder, 'certificate.pem')] as const,
      [`/etc/ssl/${host}.key`, join(folder, 'certificate.key')] as const,
    ]),
  ];
  for (const [from, to] of changes) {
    if (!site.includes(from)) throw new Error(`docs/nginx.conf does not say "${from}" any more`);
    site = site.replace(from, to);
  }
  const nginx = await runNginx(folder, site, httpPort);
  return { httpPort, httpsPort, sharedPort, close: nginx.close };
}

/** Runs nginx with the `server` blocks of a site, one of which listens at the port. Its files are in the folder. */
export async function runNginx(folder: string, site: string, port: number): Promise<ProgramProcess> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'site.conf'), site);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    name => `${name}_temp_path ${folder}/${name};`,
  );
  await writeFile(
    join(folder, 'nginx.conf'),
    `daemon off; master_process off; pid ${folder}/nginx.pid; error_log stderr;
     events { worker_connections 512; }
     http { access_log off; ${temporary.join(' ')} include ${folder}/site.conf; }`,
  );
  return startProgram('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'], { port });
}
