/**
 * What of the operator's a mail server objects to. `connection`: no server is at EMAIL_HOST and EMAIL_PORT. `unclear`: it
 * refuses for good, in words that are not known here.
 */
export const OPERATOR_FAULTS = [
  'connection',
  'greeting',
  'encryption',
  'login',
  'sender',
  'policy',
  'quota',
  'unclear',
] as const;
/** One of {@link OPERATOR_FAULTS}. */
export type OperatorFault = (typeof OPERATOR_FAULTS)[number];

/** Whose matter a refusal is: the operator's, the recipient's, this mail's, or the server's own, which passes by itself. */
export type Concern = OperatorFault | 'recipient' | 'message' | 'server';

/** One row: replies with one of these enhanced status codes, or with one of these words, are about this. */
interface Row {
  readonly about: Concern;
  /** RFC 3463 and its registry, and what the large services add. Without a class (4 or 5) it stands for both. */
  readonly status?: readonly string[];
  /** Reply codes that need no words. */
  readonly code?: readonly number[];
  readonly words?: RegExp;
}

/**
 * What replies are about. The first row that fits decides; a reply that fits none is about the stage at which it came.
 * Words are those of Postfix, Exim, qmail, Exchange and Microsoft 365, Google, Amazon SES, SendGrid, Mailgun, Postmark,
 * Brevo, Postal, Yandex and Yahoo. A code alone is not enough in some: 5.7.1 stands for almost everything.
 */
const ROWS: readonly Row[] = [
  // Words that name their object, which others also contain.
  {
    about: 'quota',
    words:
      /sending (quota|limit) exceeded|SubmissionQuotaExceeded|exceeded (the )?(hour|day|month)\w* limit|too many (e?mails|messages)( too fast)?\b(?! over)/i,
  },
  {
    about: 'server',
    words: /temporary (system problem|authentication failure|(local|server) (error|problem))|qq temporary problem/i,
  },
  { about: 'greeting', words: /\b(helo|ehlo)\b(?! (first|command first))(?!\/helo first)(?!.*\bfirst\b)/i },
  {
    about: 'recipient',
    words:
      /recipient address(es)? rejected|recipient (was )?(rejected|refused|unknown|not found)|badrecipientto|RESOLVER\.(ADR|RST)|message rejected: address black ?listed|rejected by recipient\b|in whitelist for RCPT domain/i,
  },
  {
    about: 'sender',
    words:
      /SendAsDenied|not allowed to send as|permissions? to send as|send on behalf|not authorized to perform|badmailfrom|from\/sender name|allowed in (the )?header from|as a sender domain|unregistered domains?/i,
  },
  {
    about: 'policy',
    words:
      /invalid credentials for relay|OutboundSpamException|not accepted for policy reasons|sending (is )?(suspended|paused|disabled)|account is pending approval|test purposes only|please activate your|(your|smtp|sending|mail) account (is|has been|was) (not (yet )?(activated|active|approved|verified)|disabled|suspended|blocked|locked|paused|deactivated)|unauthori[sz]ed ip|not authorized to send (e-?mail|mail) directly/i,
  },
  {
    about: 'server',
    words:
      /maximum sending rate exceeded|too many (concurrent|simultaneous|errors)|too many connections|too much mail|server busy|service is currently unavailable/i,
  },

  // The login, and what protects it.
  {
    about: 'encryption',
    words:
      /must issue a STARTTLS|STARTTLS (is )?(required|first)|encryption (is )?(required|needed)|without (SSL\/TLS|TLS|SSL|encryption)|TLS (is )?required|(not|n't) sent over a TLS connection/i,
  },
  { about: 'encryption', status: ['7.10', '7.11'], code: [538] },
  { about: 'quota', words: /maximum credits exceeded/i },
  { about: 'login', code: [530, 534, 535] },
  { about: 'login', status: ['7.8', '7.9', '7.12', '7.13', '7.14', '7.57', '7.139'] },
  {
    about: 'login',
    words:
      /authentication (is )?(required|needed|unsuccessful|failed)|\b(not|must be|must) (authenticated?|logged in|log in)|smtp auth (is )?required|turn on smtp auth|please (log in|authenticate)|too many login attempts|SmtpClientAuthentication is disabled|basic authentication is disabled|unauthenticated senders? not allowed/i,
  },

  // How much may be sent. 4.4.5 is congestion, as RFC 3463 has it.
  { about: 'server', status: ['4.4.5'] },
  { about: 'quota', status: ['5.4.5', '1.90', '2.121', '7.508', '7.705'] },
  {
    about: 'quota',
    words:
      /(sending|submission|message|messaging|email|mail|daily|hourly|monthly|user|account|smtp|relay|probation)[- ]+(sending |message |messaging |email |mail |user )*(limits?|quota)[^.]*(exceed|reached|used up)|(exceeded|reached|over)[^.]*\b(sending|submission|messaging|daily|hourly|monthly|message|email)[- ](\w+[- ])?(limits?|quota)|\b(e?mails|messages|recipients) (per|an|a|each) (hour|day|minute|month)\b.*(exceeded|allowed|reached)|exceeded[^.]*\b(e?mails|messages|recipients) (per|an|a|each) (hour|day|minute|month)\b|sender thread limit/i,
  },

  // A recipient, by status: an address (RFC 3463 x.1.x, RFC 7505), a mailbox (x.2.x), its domain, its owner (RFC 7293).
  {
    about: 'recipient',
    status: [
      ...['1.0', '1.1', '1.2', '1.3', '1.4', '1.5', '1.6', '1.9', '1.10', '2.0', '2.1', '2.2', '2.3', '2.4', '2.122'],
      ...['4.4', '4.310', '7.17', '7.18', '7.504', '7.505', '7.507'],
    ],
  },
  {
    about: 'recipient',
    words:
      /user unknown|unknown user|no such (user|recipient|mailbox)|no mailbox here|mailbox (is )?(full|not found|disabled)|doesn't have an? \S+ account|over quota|gr[ea]y-?list/i,
  },

  // The sender: its address, its domain, and what proves it (RFC 7372, RFC 7505).
  { about: 'policy', words: /\bPTR\b/ },
  {
    about: 'sender',
    status: [
      ...['1.7', '1.8', '7.20', '7.21', '7.22', '7.23', '7.24', '7.26', '7.27', '7.30', '7.32', '7.60'],
      ...['7.509', '7.515', '7.750'],
    ],
  },
  {
    about: 'sender',
    words:
      /sender address rejected|sender (verify|verification) failed|(sender|from)( address| domain| identity)?[^.]* (is )?(not|un)[- ]?(verified|valid|validated|allowed|authori[sz]ed|permitted|owned|confirmed)|not owned by (the )?(authenticated )?user|(address|domain|identity|identities|sender) (is|are|was) (not|un) ?verified|verified sender|sender signature|domain .* (is not allowed to send|is unverified)|\bdomain not found|from:? (field|header|address) does(n't| not) match|unauthenticated (e-?mail|mail|sender)|\b(dmarc|spf|dkim)\b/i,
  },

  // Relaying, and the standing of this machine's address (RFC 7372 x.7.25; Google x.7.28; Microsoft the others).
  { about: 'policy', status: ['7.25', '7.28', '7.54', '7.64', '7.501', '7.502', '7.503', '7.510', '7.511', '7.708'] },
  {
    about: 'policy',
    words:
      /relay(ing)?( access)?( is| was)? (denied|not (permitted|allowed|authori[sz]ed)|prohibited|forbidden)|(unable|not (permitted|allowed|authori[sz]ed)|refuse|cannot|do not|don't) to relay|we do not relay|relay access|not a relay|relaying mail to|list of allowed rcpthosts|administratively denied/i,
  },
  {
    about: 'policy',
    words:
      /client host|client \[|spamhaus|spamcop|barracuda|sorbs|\bdnsbl\b|\br[bh]l\b|block ?list|black ?list|listed (in|at|by|on) |(poor|bad|low) reputation|reputation of|rdns|reverse dns|\bptr\b|unusual rate of (unsolicited )?mail|traffic not accepted from this ip|your (ip|host|server|network)( address)? (is|has been|was|\[)|banned send(ing ip|er)|access denied[,.]? (bad|banned)|permanently deferred/i,
  },

  // After the sender: Exim says so of a sender too, and then names it.
  {
    about: 'recipient',
    words:
      /unrouteable address|mailbox unavailable|(invalid|unknown|bad) (recipient|mailbox)|user (not found|disabled)/i,
  },

  // This mail alone: what is in it, and its size (RFC 3463 x.6.x and 5.3.4).
  { about: 'message', status: ['6.0', '6.1', '6.2', '6.3', '6.4', '6.5', '6.7', '7.512', '5.3.4'] },
  {
    about: 'message',
    words:
      /\bspam\b|unsolicited|virus|malware|phishing|content (filter|rejected|presents)|message (content|size)|(message|mail) (is )?(malformed|too (big|large))/i,
  },

  // Trouble of the server's own (RFC 3463 x.3.x and x.4.x).
  {
    about: 'server',
    status: ['3.0', '3.1', '3.2', '3.5', '4.0', '4.1', '4.2', '4.3', '4.7'],
    words: /throttl|try again later, closing/i,
  },
];

/** What a reply is about by its codes and words; undefined where only its stage can tell. */
export function concernOf(reply: string): Concern | undefined {
  // qmail and Cisco write the enhanced code behind the words: "sorry, no mailbox here by that name (#5.1.1)".
  const [, code = '', atStart = ''] = /^(\d{3})(?:[ -]#?([245]\.\d{1,3}\.\d{1,3})\b)?/.exec(reply) ?? [];
  const status = atStart || (/\(#([245]\.\d{1,3}\.\d{1,3})\)/.exec(reply)?.[1] ?? '');
  // The words of a reply of several lines stand together, without the codes that begin each line.
  const words = reply.replace(/\s*\r?\n\d{3}[ -](?:[245]\.\d{1,3}\.\d{1,3} )?/g, ' ').replace(/\s+/g, ' ');
  return ROWS.find(
    row =>
      row.code?.includes(Number(code)) ||
      row.status?.includes(status) ||
      row.status?.includes(status.slice(2)) ||
      row.words?.test(words),
  )?.about;
}
