import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

/** A webhook as a receiver gets it. */
export interface ReceivedWebhook {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly data: {
    readonly account: { readonly id: string; readonly reference: string | null };
    readonly email?: string;
  };
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** What the receiver has answered; undefined where it has not. */
  readonly status: number | undefined;
}

/** What the receiver does: answers with a status, or what the function does with the response. */
type Reply = number | ((response: ServerResponse) => void);

/** A real receiver on this machine that knows one secret, verifies every webhook and keeps it. */
export interface WebhookReceiver {
  readonly port: number;
  readonly url: string;
  /** Everything that was received, repetitions included. */
  readonly received: readonly ReceivedWebhook[];
  /** How it answers. */
  answer: (webhook: Omit<ReceivedWebhook, 'status'>) => Reply | Promise<Reply>;
  /** Resolves with those that were taken, when there are at least that many. */
  taken(count: number): Promise<readonly ReceivedWebhook[]>;
  /** The types of those that were taken about an account, in their order. */
  typesOf(accountId: string): string[];
  /** Resolves when that many were received, taken or not. */
  arrived(count: number): Promise<readonly ReceivedWebhook[]>;
  close(): Promise<void>;
}

/** A secret of 32 bytes. */
export const WEBHOOK_SECRET = `whsec_${Buffer.from('a secret of webhooks for a test!').toString('base64')}`;

/** Starts a receiver on a free port of the loopback address, or on the given one. */
export async function startWebhookReceiver(
  options: { readonly secret?: string; readonly port?: number } = {},
): Promise<WebhookReceiver> {
  const { secret = WEBHOOK_SECRET, port = 0 } = options;
  const received: ReceivedWebhook[] = [];
  const waiting = new Set<() => void>();
  const isTaken = ({ status }: ReceivedWebhook) => status !== undefined && status >= 200 && status < 300;

  const server = createServer((request, response) => {
    request.on('error', () => {});
    response.on('error', () => {});
    void (async () => {
      const body = await text(request);
      const { headers } = request;
      // Throws where the signature is wrong, and a test sees that nothing was received.
      const told = new Webhook(secret).verify(body, headers as Record<string, string>);
      const { type, timestamp, data } = told as ReceivedWebhook;
      const webhook = { id: String(headers['webhook-id']), type, timestamp, data, headers, body };
      const reply = await receiver.answer(webhook);
      const status = typeof reply === 'number' ? reply : undefined;
      received.push({ ...webhook, status });
      if (typeof reply === 'number') response.writeHead(reply).end();
      else reply(response);
      for (const look of waiting) look();
    })().catch(() => response.writeHead(401).end());
  });
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
  const { port: ownPort } = server.address() as AddressInfo;

  function until<Result>(find: () => Result | undefined): Promise<Result> {
    return new Promise(resolve => {
      const look = () => {
        const found = find();
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  }

  const receiver: WebhookReceiver = {
    port: ownPort,
    url: `http://127.0.0.1:${ownPort}/webhooks`,
    received,
    answer: () => 204,
    taken: count =>
      until(() => {
        const taken = received.filter(isTaken);
        return taken.length >= count ? taken : undefined;
      }),
    typesOf: accountId =>
      received.filter(each => isTaken(each) && each.data.account?.id === accountId).map(({ type }) => type),
    arrived: count => until(() => (received.length >= count ? received : undefined)),
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}
