import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { guideBlock } from '../../src/testing/guideBlock.ts';
import { type ManyAccounts, withManyAccounts } from '../../src/testing/manyAccounts.ts';
import { hasNginx, runNginx } from '../../src/testing/nginxProcess.ts';
import { closedPort } from '../../src/testing/smtpSink.ts';
import { alternate, median, percent, spread } from '../figures.ts';
import { load } from '../load.ts';
import { type LookUp, processorMs, startOwnerOfRekey, startProduct } from '../processes.ts';
import type { Row } from '../row.ts';

const ROUNDS = 5;
const REQUESTS = 3_000;
const CONNECTIONS = 32;
const SERVICE_KEY = 'mT3vQ9xLr0ZkP7sWfB2nYh6JdC8uGa4E';

/** A look-up by `/session`, as a share of one by `me`. */
const LOOKUP_TARGET = 0.35;
/** A request that costs no look-up, as a multiple of one that needs no account. */
const REQUEST_TARGET = 1.3;

/** What it costs a product to know who is calling, in processor time. */
export function lookups(): Promise<Row[]> {
  return withManyAccounts({ count: 1_000, cost: 4 }, async accounts => {
    // Inside the workspace, so that the import of jose is resolved.
    const folder = mkdtempSync(fileURLToPath(new URL('../../.integrating-', import.meta.url)));
    try {
      return await measure(accounts, folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

async function measure({ databaseUrl, sessionTokens: [sessionToken] }: ManyAccounts, folder: string): Promise<Row[]> {
  const rekey = await startProduct({ DATABASE_URL: databaseUrl, SERVICE_KEYS: SERVICE_KEY });
  const publicUrl = rekey.url.replace('127.0.0.1', 'localhost');
  for (const name of ['session.ts', 'kept.ts', 'identity.ts']) {
    const code = (await guideBlock(name)).replaceAll('http://localhost:4000', publicUrl);
    // A busy machine may pause for longer than the limits of the guide.
    writeFileSync(join(folder, name), code.replace('TIME_LIMIT_MS = 1_000', 'TIME_LIMIT_MS = 60_000'));
  }
  const product = await startOwnerOfRekey(rekey.url, folder);
  const proxies = hasNginx ? await startProxies(folder, rekey.url, product.url) : undefined;
  const cookie = `rekey_session=${sessionToken}`;

  const bothMs = () => product.processorMs() + rekey.processorMs();
  const allMs = () => bothMs() + (proxies ? processorMs(proxies.keeping.pid) + processorMs(proxies.asking.pid) : 0);
  /** Microseconds of processor time for one request. */
  async function cost(
    lookUp: LookUp,
    { url = product.url, headers = { cookie } as Record<string, string>, spentMs = bothMs } = {},
  ) {
    const operation = { query: `{ ${lookUp} { __typename id } }`, answer: 'Known', variables: [{}], headers };
    const before = spentMs();
    await load(url, operation, { connections: CONNECTIONS, requests: REQUESTS });
    return ((spentMs() - before) * 1_000) / REQUESTS;
  }
  async function token(): Promise<Record<string, string>> {
    const answer = await fetch(`${rekey.url}/session`, { headers: { cookie, 'x-rekey-service-key': SERVICE_KEY } });
    return { 'x-rekey-token': answer.headers.get('x-rekey-token') ?? '' };
  }
  const measurements: Record<string, () => Promise<number>> = {
    none: () => cost('nothing'),
    me: () => cost('me'),
    session: () => cost('session'),
    kept: () => cost('kept'),
    token: async () => cost('token', { headers: await token() }),
    ...(proxies && {
      passed: () => cost('nothing', { url: `${proxies.asking.url}/plain` }),
      proxyAsked: () => cost('headers', { url: proxies.asking.url }),
      proxied: () => cost('nothing', { url: `${proxies.keeping.url}/plain`, spentMs: allMs }),
      proxyKept: () => cost('headers', { url: proxies.keeping.url, spentMs: allMs }),
    }),
  };
  // So that all is compiled and warm.
  await alternate(1, measurements);
  const figures = await alternate(ROUNDS, measurements);
  await Promise.all([product.stop(), rekey.stop(), proxies?.keeping.close(), proxies?.asking.close()]);
  return rowsOf(figures);
}

/** The nginx of docs/integrating.md twice, with and without its cache. Below /plain/ it does not ask. */
async function startProxies(folder: string, rekey: string, product: string) {
  const start = async (name: string, changes: ReadonlyArray<readonly [string, string]>) => {
    const port = await closedPort();
    const site = await guideBlock('nginx-product.conf', [
      ...changes,
      ['_timeout      1s', '_timeout 60s'],
      ['_timeout         1s', '_timeout 60s'],
      ['listen 443 ssl;', `listen 127.0.0.1:${port};`],
      ['__Host-rekey_session', 'rekey_session'],
      ['/var/cache/nginx/rekey', join(folder, name, 'cache')],
      ['127.0.0.1:4000', new URL(rekey).host],
      ['    # Leave auth_request out of locations that need no account.', PLAIN],
      ['http://127.0.0.1:5000', product],
    ]);
    return runNginx(join(folder, name), site, port);
  };
  return { keeping: await start('keeping', []), asking: await start('asking', [['proxy_cache          rekey;', '']]) };
}

const PLAIN = `location /plain/ {
  proxy_set_header X-Rekey-Account "";
  proxy_set_header Host $host;
  proxy_pass http://127.0.0.1:5000;
}`;

function rowsOf(figures: Record<string, number[]>): Row[] {
  const { none = [], me = [], session = [], kept = [], token = [], passed, proxyAsked, proxied, proxyKept } = figures;
  const beyond = (costs: readonly number[], bare: readonly number[]) =>
    costs.map((cost, n) => cost - (bare[n] ?? Number.NaN));
  const microseconds = (cost: number) => `${Math.round(cost)} µs`;
  const byMe = beyond(me, none);

  function lookUp(what: string, costs: readonly number[]): Row {
    const shares = costs.map((cost, n) => cost / (byMe[n] ?? Number.NaN));
    return {
      what: `who is calling, by ${what}, processor time of the product and of Rekey for a look-up`,
      beside: `by me: ${spread(byMe, microseconds)}`,
      target: `at most ${percent(LOOKUP_TARGET)}`,
      measured: `${spread(costs, microseconds)}: ${spread(shares, percent)}`,
      met: median(shares) <= LOOKUP_TARGET,
    };
  }
  function request(what: string, costs: readonly number[], bare: readonly number[]): Row {
    const times = costs.map((cost, n) => cost / (bare[n] ?? Number.NaN));
    return {
      what: `a product's request with ${what}, processor time of all that take part`,
      beside: `without: ${spread(bare, microseconds)}`,
      target: `at most ${REQUEST_TARGET} times`,
      measured: `${spread(costs, microseconds)}: ${spread(times, each => each.toFixed(2))} times`,
      met: median(times) <= REQUEST_TARGET,
    };
  }
  return [
    ...(passed && proxyAsked && proxied && proxyKept
      ? [
          lookUp('/session, asked by nginx', beyond(proxyAsked, passed)),
          request('an answer that nginx keeps', proxyKept, proxied),
        ]
      : []),
    lookUp('/session, asked by the product', beyond(session, none)),
    request('an answer that the product keeps', kept, none),
    request('a token', token, none),
  ];
}
