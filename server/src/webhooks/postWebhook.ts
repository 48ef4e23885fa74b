import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { isLoopback } from '../domain/loopback.ts';
import { mayReach, type Reach } from './addresses.ts';

/** Where webhooks go, and how they are signed. */
export interface WebhookSettings {
  /** It may hold a token, so no log shows it. */
  readonly url: string;
  /** All of them sign, so that the receiver can change to a new one at any time. At least one. */
  readonly secrets: readonly string[];
  /** Whether addresses of private networks are allowed. */
  readonly privateNetwork: boolean;
}

/** A message to the receiver. */
export interface WebhookMessage {
  /** The same for every attempt. */
  readonly id: string;
  /** The time of this attempt, which is signed as well. */
  readonly sentAt: Date;
  /** JSON. */
  readonly body: string;
}

/** What became of one attempt. */
export interface Answer {
  /**
   * `taken`: the status is 2xx. `gone`: it is 410. `refused`: it is another one, or no answer came over the connection.
   * `unreachable`: there was no connection.
   */
  readonly kind: 'taken' | 'gone' | 'refused' | 'unreachable';
  /** What happened, in our own words: those of the receiver are never read. */
  readonly reply: string;
}

/** The time limit of an attempt in total, from the look-up of the name to the status. */
const TIME_LIMIT_MS = 15_000;

/** So much of an answer is read, and for so long, that a receiver sees no broken connection. It tells us nothing. */
const READ_BYTES = 16_384;
const READ_WITHIN_MS = 1_000;

/** For the worker: a signal that ends the attempt. For tests: another time limit, another look-up of names. */
export interface PostOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeLimitMs?: number | undefined;
  readonly lookup?: typeof systemLookup | undefined;
}

/**
 * Sends a message as Standard Webhooks describes it (standardwebhooks.com). Follows no redirect, and connects to no
 * address that `mayReach` refuses. Never rejects: an abort of the signal counts as a receiver that was not reached.
 */
export function postWebhook(
  settings: WebhookSettings,
  { id, sentAt, body }: WebhookMessage,
  { signal, timeLimitMs = TIME_LIMIT_MS, lookup = systemLookup }: PostOptions = {},
): Promise<Answer> {
  const url = new URL(settings.url);
  const encrypted = url.protocol === 'https:';
  const tooLong = AbortSignal.timeout(timeLimitMs);
  return new Promise(resolve => {
    let connected = false;
    const request = (encrypted ? requestHttps : requestHttp)(url, {
      method: 'POST',
      // A connection of its own: none is kept that the receiver may have closed meanwhile.
      agent: false,
      lookup: guarded(lookup, { loopback: isLoopback(url.hostname), privateNetwork: settings.privateNetwork }),
      signal: signal ? AbortSignal.any([signal, tooLong]) : tooLong,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Rekey',
        'webhook-id': id,
        'webhook-timestamp': Math.floor(sentAt.getTime() / 1000),
        'webhook-signature': settings.secrets.map(secret => new Webhook(secret).sign(id, sentAt, body)).join(' '),
      },
    });
    request.on('socket', socket => {
      socket.once(encrypted ? 'secureConnect' : 'connect', () => {
        connected = true;
      });
    });
    request.on('response', response => {
      discard(response);
      resolve(answered(response.statusCode ?? 0));
    });
    // Node ends a connection that changes its protocol, and tells no one who has not asked.
    request.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve(answered(response.statusCode ?? 0));
    });
    request.on('close', () => resolve({ kind: connected ? 'refused' : 'unreachable', reply: 'no answer' }));
    request.on('error', error => {
      if (signal?.aborted) return resolve({ kind: 'unreachable', reply: 'the attempt was ended' });
      const why = tooLong.aborted ? `within ${timeLimitMs / 1000} s` : `(${reasonOf(error)})`;
      resolve(
        connected
          ? { kind: 'refused', reply: `no answer ${why}` }
          : { kind: 'unreachable', reply: `no connection ${why}` },
      );
    });
    request.end(body);
  });
}

function answered(status: number): Answer {
  const reply = String(status);
  if (status >= 200 && status < 300) return { kind: 'taken', reply };
  if (status === 410) return { kind: 'gone', reply };
  if (status < 300 || status >= 400) return { kind: 'refused', reply };
  return { kind: 'refused', reply: `${reply}, and redirects are not followed: set WEBHOOK_URL to the final address` };
}

function discard(response: IncomingMessage): void {
  let bytes = 0;
  const end = () => response.destroy();
  response.on('error', () => {});
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > READ_BYTES) end();
  });
  setTimeout(end, READ_WITHIN_MS).unref();
}

/** No address of the name may be used. */
class AddressRefused extends Error {
  readonly code = 'address of the own network; see WEBHOOK_PRIVATE_NETWORK';
}

/** A look-up that leaves out what must not be reached. The connection then takes one of these addresses and no other. */
function guarded(lookup: typeof systemLookup, reach: Reach): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
      const allowed = error ? [] : found.filter(({ address }) => mayReach(address, reach));
      const [first] = allowed;
      if (!first) callback(error ?? new AddressRefused(), []);
      else if (options.all) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}

/** Codes are Node's own; messages could quote what the receiver has sent. */
function reasonOf(error: Error): string {
  return (error as NodeJS.ErrnoException).code ?? error.name;
}
