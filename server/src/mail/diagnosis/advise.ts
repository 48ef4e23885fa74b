import { classifySmtpError } from '../classifySmtpError.ts';
import type { MailServer } from '../mailServer.ts';
import { concernOf, type OperatorFault } from '../smtp/replies.ts';
import { SMTPUTF8_MISSING, SmtpFailure } from '../smtp/smtpFailure.ts';

/** What the last reply to a mail that waits means: whose matter it is, and sentences for the operator. */
export interface ReplyMeaning {
  readonly about: 'operator' | 'server' | 'recipient';
  readonly advice: readonly string[];
}

/** Reads a reply as the queue keeps it: without addresses, and without the stage at which it came. */
export function meaningOf(server: MailServer, kept: string): ReplyMeaning {
  const isReply = /^[45]\d\d\b/.test(kept);
  const failure = isReply ? new SmtpFailure('RCPT', kept, { reply: kept }) : new SmtpFailure('EHLO', kept);
  const { fault } = classifySmtpError(failure, '');
  const advice = advise(server, failure);
  if (fault !== undefined) return { about: 'operator', advice };
  return { about: isReply && concernOf(kept) !== 'server' ? 'recipient' : 'server', advice };
}

/** Advice for an operator about a failure: sentences that name the variable to change. */
export function advise(server: MailServer, thrown: unknown): string[] {
  const failure =
    thrown instanceof SmtpFailure
      ? thrown
      : new SmtpFailure('connect', thrown instanceof Error ? thrown.message : String(thrown), {
          code: (thrown as { code?: string }).code ?? '',
        });
  const said = `${failure.reply ?? ''} ${failure.message}`;
  const where = `${server.host}:${server.port}`;
  const has = (pattern: RegExp) => pattern.test(said) || pattern.test(failure.code ?? '');
  const { reply } = failure;
  const refusal = reply === undefined ? undefined : classifySmtpError(failure, '');
  const fault = refusal?.fault;

  // Before the rest: its codes are about another host than EMAIL_HOST.
  if (reply === undefined && has(/token endpoint/)) return adviseOAuth(said);
  if (has(/ENOTFOUND|EAI_AGAIN|EDNS/)) {
    return [
      `The name "${server.host}" is not known to DNS: check the spelling of EMAIL_HOST, and that this machine can reach a DNS server.`,
    ];
  }
  if (has(/ECONNREFUSED/)) {
    return [
      `No server listens at ${where}: check EMAIL_HOST and EMAIL_PORT. Usual are 587 (EMAIL_USE_TLS) and 465 (EMAIL_USE_SSL=true).`,
    ];
  }
  if (reply !== undefined && failure.code !== 'ETLS' && fault !== undefined && fault !== 'login') {
    return adviseOn(fault, server, reply);
  }
  if (reply !== undefined && concernOf(reply) === 'server') return [PASSES];
  if (fault === 'login' || failure.stage === 'AUTH') return adviseLogin(server, said);
  if (has(/wrong version number|packet length too long|unsupported protocol/i) && server.tls === 'implicit') {
    return [
      `${where} does not begin with TLS: use port 465 with EMAIL_USE_SSL=true, or leave EMAIL_USE_SSL out for STARTTLS on port 587.`,
    ];
  }
  if (has(/certificate has expired|CERT_HAS_EXPIRED/)) {
    return [
      `The certificate of ${server.host} has expired: the operator of that server has to renew it. Check the clock of this machine as well.`,
    ];
  }
  if (has(/altnames|ALTNAME/i)) {
    return [
      `The certificate of ${where} is for another name: set EMAIL_HOST to the name that the certificate is for, not to an IP address or an alias.`,
    ];
  }
  if (has(/self.signed|unable to (verify|get)|UNABLE_TO|SELF_SIGNED/i)) {
    return [
      `The certificate of ${where} is signed by no authority that this machine trusts. If that server uses an authority of your own, name its certificate in NODE_EXTRA_CA_CERTS.`,
    ];
  }
  if (failure.code === 'ETLS') {
    return [
      `${where} offers no STARTTLS, so nothing was sent. Try port 465 with EMAIL_USE_SSL=true. EMAIL_USE_TLS=false is only for a server on the same machine: it sends passwords and links readable on the way.`,
    ];
  }
  if (failure.code === SMTPUTF8_MISSING) {
    return [
      'Use an address in ASCII letters before its @, also in EMAIL_FROM, or a mail server that supports SMTPUTF8.',
    ];
  }
  if (failure.code === 'ETIMEDOUT' || has(/timeout|timed out/i)) {
    return failure.stage === 'greeting'
      ? [
          `${where} accepts connections but says nothing: on port 465 set EMAIL_USE_SSL=true; otherwise another program may be listening there.`,
        ]
      : [
          `${where} does not answer: a firewall may be in the way. Many hosting providers block ports 25, 465 and 587 until asked; some mail services offer 2525.`,
        ];
  }
  if (has(/ENETUNREACH|EHOSTUNREACH/))
    return [`This machine has no route to ${where}: check its network and firewall.`];
  if (refusal?.kind === 'rejected')
    return [`The server refuses this recipient or this mail; its reply above says why.`];
  return [PASSES];
}

const PASSES = `The server's reply above says what went wrong; a failure that begins with 4 passes by itself.`;

/** Sentences about one fault of the operator's, which the reply of the server tells. */
function adviseOn(fault: Exclude<OperatorFault, 'login'>, server: MailServer, reply: string): string[] {
  const has = (pattern: RegExp) => pattern.test(reply);
  switch (fault) {
    case 'greeting':
      return [
        `The server does not accept the greeting "EHLO ${server.ehloName ?? 'localhost'}": set EMAIL_EHLO_NAME to the full domain name under which this machine is known in DNS, or PUBLIC_URL to the address that people open.`,
      ];
    case 'encryption':
      return ['The server wants TLS before the login: leave EMAIL_USE_TLS at its default (true).'];
    case 'sender':
      return [
        `The server does not let this login send as ${server.from}: set EMAIL_FROM to an address that EMAIL_USER may send as, or have that address or its domain verified there (also SPF and DKIM).`,
        ...(has(/identities failed the check/i)
          ? ['In the sandbox of Amazon SES recipients have to be verified as well: request production access.']
          : []),
        ...(has(/not authorized to perform/i)
          ? ['Allow the IAM user behind EMAIL_USER to call ses:SendRawEmail for the identity that the reply names.']
          : []),
      ];
    case 'quota':
      return [
        'The server has taken as much mail from this login as its plan allows: wait, raise the limit there, or use another mail service. Mails wait meanwhile, and none is given up for it.',
      ];
    case 'unclear':
      return [
        'The server refuses for good, in words that Rekey does not know; its reply says why. Look for what it has against EMAIL_FROM, EMAIL_USER or this machine. Mails wait until it has taken another one.',
      ];
    case 'connection':
    case 'policy':
      return has(/activat|suspend|paused|pending approval|test purposes|disabled|OutboundSpam|blocked from sending/i)
        ? [
            'The mail service has not activated this account, or has blocked it: its console, or its support, says what it wants. Mails wait meanwhile.',
          ]
        : [
            'The server does not want to talk to this machine, or to pass its mail on; its reply says why. It may block the address (look it up at the block list that the reply names), want it registered as a sender, want its reverse DNS set, or ask for a login (EMAIL_USER, EMAIL_PASS).',
          ];
  }
}

function adviseOAuth(said: string): string[] {
  if (/invalid_client|unauthorized_client/.test(said)) {
    return [
      'The token endpoint does not know this client: check EMAIL_OAUTH_CLIENT_ID and EMAIL_OAUTH_CLIENT_SECRET (Microsoft: the value of the secret, not its id, and not an expired one).',
    ];
  }
  if (/invalid_grant/.test(said)) {
    return [
      'The refresh token is expired, revoked or of another client: sign in again and set EMAIL_OAUTH_REFRESH_TOKEN anew, or leave it out and let the client log in for itself.',
    ];
  }
  if (/invalid_scope|invalid_request|unsupported_grant_type/.test(said)) {
    return [
      'The token endpoint does not take the request: check EMAIL_OAUTH_SCOPE (Microsoft with a client secret: https://outlook.office365.com/.default) and EMAIL_OAUTH_TOKEN_URL.',
    ];
  }
  if (/no answer of the token endpoint/.test(said)) {
    return ['The token endpoint does not answer: check EMAIL_OAUTH_TOKEN_URL, and that this machine may reach it.'];
  }
  if (/token endpoint answered/.test(said)) {
    return ['The token endpoint gave no token: check EMAIL_OAUTH_TOKEN_URL. A status from 500 on passes by itself.'];
  }
  if (/takes no token/.test(said)) {
    return ['The server has no XOAUTH2: leave the EMAIL_OAUTH variables out, and set EMAIL_PASS.'];
  }
  return [
    'The server does not accept the token for EMAIL_USER: that has to be the mailbox itself, and the client needs the right to send for it (Microsoft: SMTP.SendAsApp, a service principal in Exchange, and Authenticated SMTP allowed for the mailbox; Google: the scope https://mail.google.com/).',
  ];
}

function adviseLogin(server: MailServer, said: string): string[] {
  if (server.oauth) return adviseOAuth(said);
  if (/takes no password/.test(said)) {
    return [
      'The server takes OAuth 2 tokens alone: leave EMAIL_PASS out, and set EMAIL_OAUTH_CLIENT_ID, EMAIL_OAUTH_TOKEN_URL, and EMAIL_OAUTH_CLIENT_SECRET or EMAIL_OAUTH_REFRESH_TOKEN.',
    ];
  }
  const gmail = /(^|\.)(gmail|google|googlemail)\.com$/i.test(server.host);
  const microsoft = /(^|\.)(office365|outlook|hotmail)\.com$/i.test(server.host);
  if (gmail && /5\.7\.9|application-specific/i.test(said)) {
    return [
      'Google asks for an app password: at https://myaccount.google.com/apppasswords make one and put its 16 letters into EMAIL_PASS. The account needs 2-Step Verification for that.',
    ];
  }
  if (gmail && /5\.7\.14|web browser/i.test(said)) {
    return [
      'Google wants to see this account in a browser first: sign in at https://mail.google.com, confirm that it was you, and try again.',
    ];
  }
  if (gmail && /4\.7\.0|too many/i.test(said)) {
    return [
      'Google has seen too many sign-ins: wait an hour. Rekey keeps its connections open, so this does not come from sending.',
    ];
  }
  if (gmail) {
    return [
      'EMAIL_USER has to be the whole Gmail address.',
      'EMAIL_PASS has to be an app password, not the password of the account: turn on 2-Step Verification, then make one at https://myaccount.google.com/apppasswords.',
      ...(server.pass?.replaceAll(' ', '').length === 16
        ? []
        : ['An app password has 16 letters; EMAIL_PASS has not.']),
    ];
  }
  if (microsoft) {
    return [
      'Microsoft has turned password sign-in off for most mailboxes ("SmtpClientAuthentication is disabled"): an administrator can allow Authenticated SMTP for this mailbox; then use OAuth 2 (EMAIL_OAUTH_CLIENT_ID and the others) in the place of EMAIL_PASS.',
    ];
  }
  if (!server.user) return ['The server asks for a login: set EMAIL_USER and EMAIL_PASS.'];
  return [
    'The server does not accept EMAIL_USER with EMAIL_PASS. Some services want the whole address as user, some an API key as password, some "apikey" as user.',
    ...(server.user !== server.user.trim() || server.pass !== server.pass?.trim()
      ? ['There is a space at the beginning or end of EMAIL_USER or EMAIL_PASS.']
      : []),
    ...(/^(["']).*\1$/.test(server.pass ?? '')
      ? ['EMAIL_PASS stands in quotes, and Docker passes them on in lists and files: leave them out.']
      : []),
  ];
}
