/** What a reply means for an operator, by what stands in it; the first that fits counts. */
const ADVICE: ReadonlyArray<readonly [pattern: RegExp, advice: string]> = [
  [/ENOTFOUND|EAI_AGAIN/, 'check the name in WEBHOOK_URL, and that this machine can reach a DNS server'],
  [/ECONNREFUSED/, 'nothing listens there: check WEBHOOK_URL, and that the receiver runs'],
  [
    /own network/,
    'the name leads into the network of this machine: WEBHOOK_PRIVATE_NETWORK=on allows it, if it is meant',
  ],
  [
    /CERT|SIGNED|SIGNATURE|ISSUER/,
    'the certificate is not trusted; NODE_EXTRA_CA_CERTS names an authority of your own',
  ],
  [/^no connection/, 'check WEBHOOK_URL, and that this machine may connect to it'],
  [/^no answer/, 'the receiver has to answer within 15 seconds: let it store the webhook first, and work on it later'],
  [/^3\d\d/, 'set WEBHOOK_URL to the final address'],
  [/^40[45]/, 'check the path of WEBHOOK_URL, and that the receiver takes POST there'],
  [/^410/, 'the receiver says that it wants no webhooks any more'],
  [/^4/, 'check that the receiver knows WEBHOOK_SECRET, verifies the body as it came, and has the right time'],
];

/** Advice for an operator about the reply to a webhook. */
export function adviceFor(reply: string): string {
  return ADVICE.find(([pattern]) => pattern.test(reply))?.[1] ?? 'look into the log of the receiver';
}
