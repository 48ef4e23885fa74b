import { isIP } from 'node:net';
import { z } from 'zod';
import { isLoopback } from '../domain/loopback.ts';
import { mayReach } from '../webhooks/addresses.ts';
import type { WebhookSettings } from '../webhooks/postWebhook.ts';
import { isHttpsOrOwnMachine, isSwitchedOn, parseWebAddress, secretsIn } from './fields.ts';
import { whyGuessable } from './keyStrength.ts';
import { unwrapped } from './wrapping.ts';

const MAKE_A_SECRET = 'make one with: echo "whsec_$(openssl rand -base64 32)"';

/** Where webhooks go: what travels there must not be read or changed, and a fragment is never sent. */
export const webhookUrl = z.string().transform((text, context): string => {
  const url = parseWebAddress(text);
  if (url && isHttpsOrOwnMachine(url) && !text.includes('#')) return url.href;
  context.addIssue('must be an https address such as https://example.com/webhooks; http is for this machine alone');
  return z.NEVER;
});

/** A secret of Standard Webhooks: `whsec_`, and 24 to 64 bytes in base64. */
export const webhookSecret = z
  .string()
  .transform(unwrapped)
  .refine(isSecret, `must be whsec_ and 24 to 64 random bytes in base64; ${MAKE_A_SECRET}`);

/** Secrets that are separated by commas. */
export const webhookSecrets = z.string().transform((text, context): string[] => {
  const secrets = secretsIn(text);
  if (secrets.every(isSecret)) return secrets;
  context.addIssue('must be secrets of webhooks, each whsec_ and 24 to 64 bytes in base64, separated by commas');
  return z.NEVER;
});

function isSecret(text: string): boolean {
  const bytes = bytesOf(text);
  return bytes.length >= 24 && bytes.length <= 64 && `whsec_${bytes.toString('base64')}` === text;
}

function bytesOf(secret: string): Buffer {
  return Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
}

/** Where webhooks go; undefined where the product gets none. */
export function webhookSettingsOf(value: {
  readonly WEBHOOK_URL?: string | undefined;
  readonly WEBHOOK_SECRET?: string | undefined;
  readonly WEBHOOK_SECRET_FALLBACKS: readonly string[];
  readonly WEBHOOK_PRIVATE_NETWORK: boolean;
}): WebhookSettings | undefined {
  const { WEBHOOK_URL: url, WEBHOOK_SECRET: secret, WEBHOOK_SECRET_FALLBACKS: fallbacks } = value;
  if (url === undefined || secret === undefined) return undefined;
  return { url, secrets: [...new Set([secret, ...fallbacks])], privateNetwork: value.WEBHOOK_PRIVATE_NETWORK };
}

/** Problems between the variables of webhooks. */
export function webhookProblems(given: NodeJS.ProcessEnv): string[] {
  const problems: string[] = [];
  if (given.WEBHOOK_URL !== undefined && given.WEBHOOK_SECRET === undefined) {
    problems.push(`WEBHOOK_SECRET is required where WEBHOOK_URL is set; ${MAKE_A_SECRET}`);
  }
  const host = URL.parse(given.WEBHOOK_URL ?? '')?.hostname.replace(/^\[|\]$/g, '') ?? '';
  const reach = { loopback: isLoopback(host), privateNetwork: isSwitchedOn(given.WEBHOOK_PRIVATE_NETWORK) };
  if (isIP(host) && !mayReach(host, reach)) {
    const remedy = mayReach(host, { ...reach, privateNetwork: true }) ? '; WEBHOOK_PRIVATE_NETWORK=on allows it' : '';
    problems.push(`WEBHOOK_URL names an address of the own network${remedy}`);
  }
  if (given.NODE_ENV !== 'production') return problems;
  for (const variable of ['WEBHOOK_SECRET', 'WEBHOOK_SECRET_FALLBACKS'] as const) {
    const why = secretsIn(given[variable] ?? '')
      .filter(isSecret)
      .map(secret => whyGuessable(bytesOf(secret).toString('latin1')))
      .find(found => found !== undefined);
    if (why !== undefined)
      problems.push(`${variable} can be guessed, and with it every webhook: ${why}; ${MAKE_A_SECRET}`);
  }
  return problems;
}

/** What is set to no effect. */
export function webhookWarnings(given: NodeJS.ProcessEnv): string[] {
  return given.WEBHOOK_URL === undefined && given.WEBHOOK_SECRET !== undefined
    ? ['WEBHOOK_SECRET is set and WEBHOOK_URL is not: the product is told nothing']
    : [];
}
