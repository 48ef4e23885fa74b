/** What of the operator's a mail server objects to. */
export type OperatorFault = 'greeting' | 'encryption' | 'login' | 'sender' | 'policy' | 'quota';

/** Whose matter a refusal is: the operator's, the recipient's (or this mail's), or the server's own, which passes by itself. */
export type Concern = OperatorFault | 'recipient' | 'server';

/** One row: replies with one of these enhanced status codes, or with one of these words, are about this. */
interface Row {
  readonly about: Concern;
  /** RFC 3463 and its registry, and what the large services add. The class (4 or 5) is left out. */
  readonly status?: readonly string[];
  /** Reply codes that need no words. */
  readonly code?: readonly number[];
  readonly words?: RegExp;
}

/**
 * What replies are about. The first row that fits decides; a reply that fits none is about the stage at which it came.
 * Words are those of Postfix, Exim, Exchange and Microsoft 365, Google, Amazon SES, SendGrid, Mailgun, Postmark, Brevo
 * and Yahoo. A code alone is not enough in some: 5.7.1 stands for almost everything.
 */
const ROWS: readonly Row[] = [
  // Words that name their object, which others also contain.
  { about: 'greeting', words: /\b(helo|ehlo)\b(?! (first|command first))(?!\/helo first)(?!.*\bfirst\b)/i },
  { about: 'recipient', words: /recipient address rejected|recipient (was )?(rejected|refused|unknown|not found)/i },
  { about: 'sender', words: /SendAsDenied|not allowed to send as|permissions? to send as|send on behalf/i },
  { about: 'policy', words: /invalid credentials for relay/i },
  { about: 'server', words: /maximum sending rate exceeded|too many (concurrent|simultaneous)|too many connections/i },

  // The login, and what protects it.
  {
    about: 'encryption',
    words: /must issue a STARTTLS|STARTTLS (is )?(required|first)|encryption (is )?(required|needed)/i,
  },
  { about: 'encryption', status: ['7.10', '7.11'], code: [538], words: /TLS (is )?required/i },
  { about: 'quota', words: /maximum credits exceeded/i },
  { about: 'login', code: [530, 534, 535] },
  { about: 'login', status: ['7.8', '7.9', '7.14', '7.57', '7.139'] },
  {
    about: 'login',
    words:
      /authentication (is )?(required|needed|unsuccessful|failed)|(not|must be|must) (authenticated?|logged in|log in)|smtp auth (is )?required|please (log in|authenticate)|too many login attempts|SmtpClientAuthentication is disabled|basic authentication is disabled/i,
  },

  // How much may be sent.
  { about: 'quota', status: ['4.5', '1.90', '7.705'] },
  {
    about: 'quota',
    words:
      /(sending|submission|message|messaging|email|mail|daily|hourly|monthly|user|account|smtp|relay)[- ]+(sending |message |messaging |email |mail |user )*(limits?|quota)[^.]*(exceed|reached|used up)|(exceeded|reached|over)[^.]*\b(sending|submission|messaging|daily|hourly|monthly|message|email)[- ](\w+[- ])?(limits?|quota)/i,
  },

  // A recipient, by status: an address (RFC 3463 x.1.x, RFC 7505) or a mailbox (x.2.x).
  {
    about: 'recipient',
    status: ['1.0', '1.1', '1.2', '1.3', '1.4', '1.5', '1.6', '1.9', '1.10', '2.0', '2.1', '2.2', '2.3', '2.4'],
  },
  {
    about: 'recipient',
    words: /user unknown|unknown user|no such (user|recipient|mailbox)|mailbox (is )?full|over quota|gr[ea]y-?list/i,
  },

  // The sender: its address, its domain, and what proves it (RFC 7372, RFC 7505).
  {
    about: 'sender',
    status: ['1.7', '1.8', '7.20', '7.21', '7.22', '7.23', '7.26', '7.27', '7.30', '7.32', '7.60', '7.509', '7.515'],
  },
  {
    about: 'sender',
    words:
      /sender address rejected|sender (verify|verification) failed|(sender|from)( address| domain| identity)?[^.]* (is )?(not|un)[- ]?(verified|valid|allowed|authori[sz]ed|permitted|owned|confirmed)|not owned by (the )?(authenticated )?user|(address|domain|identity|identities|sender) (is|are|was) (not|un) ?verified|verified sender|sender signature|domain .* (is not allowed to send|is unverified)|from:? (field|header|address) does(n't| not) match|unauthenticated (e-?mail|mail|sender)|\b(dmarc|spf|dkim)\b/i,
  },

  // Relaying, and the standing of this machine's address (RFC 7372 x.7.25; Google x.7.28; Microsoft the others).
  { about: 'policy', status: ['7.25', '7.28', '7.54', '7.64', '7.511', '7.708'] },
  {
    about: 'policy',
    words:
      /relay(ing)?( access)?( is| was)? (denied|not (permitted|allowed|authori[sz]ed)|prohibited|forbidden)|(unable|not (permitted|allowed|authori[sz]ed)|refuse|cannot|do not|don't) to relay|we do not relay|relay access|not a relay|relaying mail to/i,
  },
  {
    about: 'policy',
    words:
      /client host|spamhaus|spamcop|barracuda|sorbs|\bdnsbl\b|\br[bh]l\b|block ?list|black ?list|listed (in|at|by|on) |(poor|bad|low) reputation|reputation of|rdns|reverse dns|\bptr\b|unusual rate of (unsolicited )?mail|traffic not accepted from this ip|your (ip|host|server|network)( address)? (is|has been|was|\[)|banned sending ip|access denied[,.]? (bad|banned)/i,
  },

  // Trouble of the server's own (RFC 3463 x.3.x and x.4.x).
  {
    about: 'server',
    status: ['3.0', '3.1', '3.2', '4.0', '4.1', '4.2', '4.3', '4.7'],
    words: /throttl|try again later, closing/i,
  },
];

/** What a reply is about by its codes and words; undefined where only its stage can tell. */
export function concernOf(reply: string): Concern | undefined {
  const [, code = '', status = ''] = /^(\d{3})(?:[ -][245]\.(\d{1,3}\.\d{1,3})\b)?/.exec(reply) ?? [];
  // The words of a reply of several lines stand together, without the codes that begin each line.
  const words = reply.replace(/\s*\r?\n\d{3}[ -](?:[245]\.\d{1,3}\.\d{1,3} )?/g, ' ').replace(/\s+/g, ' ');
  return ROWS.find(row => row.code?.includes(Number(code)) || row.status?.includes(status) || row.words?.test(words))
    ?.about;
}
