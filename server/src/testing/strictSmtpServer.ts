import { type AddressInfo, createServer, type Socket } from 'node:net';

/** What a strict server offers. */
export interface StrictOffers {
  /** The keywords of its reply to EHLO, such as `SIZE 10000`. Undefined: it only knows HELO. */
  readonly extensions: readonly string[] | undefined;
}

/** A mail that it has taken. */
interface TakenMail {
  readonly from: string;
  readonly to: string;
  readonly parameters: readonly string[];
  readonly raw: Buffer;
}

/** A mail server that refuses what the RFCs do not allow for what it has offered, and keeps a list of it. */
export interface StrictSmtpServer {
  readonly port: number;
  /** Every command in the order in which it came. */
  readonly commands: string[];
  /** What was against the rules: none, if all is well. */
  readonly faults: string[];
  readonly mails: TakenMail[];
  close(): Promise<void>;
}

// RFC 5321, section 4.1.2, with RFC 6531, section 3.3, where SMTPUTF8 was asked for.
const beyond = (international: boolean) => (international ? '\\u0080-\\u{10ffff}' : '');
const atom = (international: boolean) => `[A-Za-z0-9!#$%&'*+\\-/=?^_\`{|}~${beyond(international)}]+`;
const label = (international: boolean) =>
  international
    ? '[A-Za-z0-9\\u0080-\\u{10ffff}](?:[A-Za-z0-9\\u0080-\\u{10ffff}-]*[A-Za-z0-9\\u0080-\\u{10ffff}])?'
    : '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const domain = (international: boolean) => `${label(international)}(?:\\.${label(international)})*`;
const localPart = (international: boolean) => {
  const quoted = `"(?:[ !#-\\[\\]-~${beyond(international)}]|\\\\[ -~])+"`;
  return `(?:${atom(international)}(?:\\.${atom(international)})*|${quoted})`;
};

/** Whether a text is a mailbox by the grammar, within the limits of length. */
function isMailbox(text: string, international: boolean): boolean {
  const at = text.lastIndexOf('@');
  return (
    new RegExp(`^${localPart(international)}@${domain(international)}$`, 'u').test(text) &&
    Buffer.byteLength(text.slice(0, at)) <= 64 &&
    Buffer.byteLength(text.slice(at + 1)) <= 255 &&
    Buffer.byteLength(text) <= 254
  );
}

/** Starts it on a free port of the loopback address. */
export async function startStrictSmtpServer({ extensions }: StrictOffers): Promise<StrictSmtpServer> {
  const sockets = new Set<Socket>();
  const offered = new Map((extensions ?? []).map(line => [line.split(' ')[0] ?? '', line.split(' ')[1]]));
  const limit = Number(offered.get('SIZE')) || Number.POSITIVE_INFINITY;
  const state = { commands: [] as string[], faults: [] as string[], mails: [] as TakenMail[] };

  const server = createServer(socket => {
    sockets.add(socket);
    // Replies to pipelined commands do not wait for one another's acknowledgement.
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    let unread = Buffer.alloc(0);
    let greeted: 'EHLO' | 'HELO' | undefined;
    let from: string | undefined;
    let to: string | undefined;
    let parameters: string[] = [];
    let inData = false;
    const reply = (line: string) => socket.write(`${line}\r\n`);
    const refuse = (code: number, why: string) => {
      state.faults.push(why);
      reply(`${code} 5.5.2 ${why}`);
    };
    const reset = () => {
      from = undefined;
      to = undefined;
      parameters = [];
    };
    reply('220 strict.example ESMTP');

    function command(line: string): unknown {
      state.commands.push(line);
      const international = parameters.includes('SMTPUTF8');
      if (Buffer.byteLength(line) + 2 > 512) return refuse(500, 'line too long');
      const [, verb = '', rest = ''] = /^([A-Z]{4,8})(?: (.*))?$/u.exec(line) ?? [];
      if (verb === 'EHLO' && !extensions) return reply('502 5.5.1 Command not implemented');
      if (verb === 'EHLO' || verb === 'HELO') {
        if (!new RegExp(`^${domain(false)}$`).test(rest)) return refuse(501, `${verb} with no domain: ${rest}`);
        greeted = verb;
        reset();
        const lines = ['strict.example', ...(verb === 'EHLO' ? (extensions ?? []) : [])];
        for (const [index, said] of lines.entries()) reply(`250${index === lines.length - 1 ? ' ' : '-'}${said}`);
      } else if (!greeted) refuse(503, 'no EHLO');
      else if (verb === 'MAIL') {
        const [, path = '', given = ''] = /^FROM:<(.*)>((?: [^ <>]+)*)$/u.exec(rest) ?? [];
        if (from !== undefined) return refuse(503, 'MAIL twice');
        parameters = given.split(' ').filter(Boolean);
        for (const parameter of parameters) {
          const [keyword = '', value] = parameter.split('=');
          const extension = keyword === 'BODY' ? '8BITMIME' : keyword;
          if (greeted === 'HELO' || !offered.has(extension)) return refuse(555, `${parameter} was not offered`);
          if (keyword === 'BODY' && value !== '8BITMIME' && value !== '7BIT') return refuse(501, parameter);
          if (keyword === 'SIZE' && !/^\d{1,20}$/.test(value ?? '')) return refuse(501, parameter);
          if (keyword === 'SIZE' && Number(value) > limit) return refuse(552, 'more than SIZE');
        }
        if (!isMailbox(path, parameters.includes('SMTPUTF8'))) return refuse(553, `no mailbox: ${rest}`);
        from = path;
        reply('250 2.1.0 OK');
      } else if (verb === 'RCPT') {
        const [, path = ''] = /^TO:<(.*)>$/u.exec(rest) ?? [];
        if (from === undefined || to !== undefined) return refuse(503, 'RCPT at the wrong time');
        if (!isMailbox(path, international)) return refuse(553, `no mailbox: ${rest}`);
        to = path;
        reply('250 2.1.5 OK');
      } else if (verb === 'DATA') {
        if (rest || to === undefined) return refuse(503, 'DATA at the wrong time');
        inData = true;
        reply('354 Go on');
      } else if (verb === 'RSET') {
        reset();
        reply('250 2.0.0 OK');
      } else if (verb === 'QUIT') socket.end('221 2.0.0 Bye\r\n');
      else refuse(500, `unknown command: ${line}`);
    }

    function message(stuffed: Buffer): void {
      const lines = stuffed.toString('latin1').split('\r\n');
      const raw = Buffer.from(lines.map(line => line.replace(/^\./, '')).join('\r\n'), 'latin1');
      const found = faultsOfMessage(raw, { from: from ?? '', to: to ?? '', parameters });
      const size = parameters.find(parameter => parameter.startsWith('SIZE='))?.slice(5);
      if (size !== undefined && Number(size) !== raw.length) found.push(`SIZE=${size}, and ${raw.length} octets came`);
      if (raw.length > limit) found.push('more than SIZE');
      state.faults.push(...found);
      if (found.length === 0) state.mails.push({ from: from ?? '', to: to ?? '', parameters, raw });
      reply(found.length === 0 ? '250 2.0.0 OK' : `550 5.6.0 ${found[0]}`);
      reset();
    }

    socket.on('data', chunk => {
      unread = Buffer.concat([unread, chunk]);
      for (;;) {
        const end = unread.indexOf(inData ? '\r\n.\r\n' : '\r\n');
        if (end < 0) break;
        if (inData) {
          const whole = unread.subarray(0, end + 2);
          unread = unread.subarray(end + 5);
          inData = false;
          message(whole);
        } else {
          const line = unread.subarray(0, end);
          unread = unread.subarray(end + 2);
          const before = state.commands.length;
          command(line.toString());
          if (/\p{Cc}/u.test(state.commands[before] ?? '')) state.faults.push('CR, LF or NUL within a command');
          // RFC 2920: who was not told of PIPELINING waits for each reply.
          if (unread.length > 0 && !offered.has('PIPELINING') && !inData)
            state.faults.push('a command before the reply');
        }
      }
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    ...state,
    port: (server.address() as AddressInfo).port,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise(resolve => server.close(() => resolve()));
    },
  };
}

const ONCE = ['From', 'To', 'Date', 'Message-ID', 'Subject', 'MIME-Version', 'Content-Type'];
const DATE =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d [+-]\d{4}$/;
const ENCODED_WORD = /=\?[!#$%&'*+\-0-9A-Z^_`a-z{|}~]+\?(?:Q\?[!->@-~]+|B\?[A-Za-z0-9+/]+={0,2})\?=/g;

/** What RFC 5322, 2045, 2047, 5321 and 6532 do not allow in a message. */
function faultsOfMessage(raw: Buffer, sent: { from: string; to: string; parameters: readonly string[] }): string[] {
  const faults: string[] = [];
  const international = sent.parameters.includes('SMTPUTF8');
  const octets = raw.toString('latin1');
  if (octets.includes('\0')) faults.push('NUL');
  if (/\r(?!\n)|(?<!\r)\n/.test(octets)) faults.push('bare CR or LF');
  for (const line of octets.split('\r\n')) if (line.length > 998) faults.push(`a line of ${line.length} octets`);
  const split = octets.indexOf('\r\n\r\n');
  const head = octets.slice(0, split);
  if (/[\x80-\xff]/.test(octets.slice(split))) faults.push('8-bit octets in the body');
  if (!international && /[\x80-\xff]/.test(head)) faults.push('8-bit octets in the headers');
  if (/[^\P{Cc}\t\r\n\x80-\x9f]/u.test(head)) faults.push('control characters in the headers');
  // A line may only be longer than 78 where it has no white space to fold at.
  for (const line of head.split('\r\n')) {
    if (line.length > 78 && /^\S*.*\S\s+\S/.test(line.replace(/^[\w-]+: ?/, '').trim()))
      faults.push(`not folded: ${line}`);
    if (/^\s*$/.test(line)) faults.push('an empty line in a folded header');
  }

  const headers = Buffer.from(head, 'latin1')
    .toString()
    .replace(/\r\n(?=[ \t])/g, '')
    .split('\r\n');
  const named = (name: string) =>
    headers
      .filter(line => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))
      .map(line => line.slice(name.length + 1).trim());
  for (const line of headers) if (!/^[!-9;-~]+: ?\S/.test(line)) faults.push(`no header: ${line}`);
  for (const name of ONCE) if (named(name).length !== 1) faults.push(`${named(name).length} times ${name}`);
  for (const value of headers)
    for (const [word] of value.matchAll(/=\?\S*/g))
      if (
        !word.startsWith('=?=') &&
        !/"[^"]*=\?[^"]*"/.test(value) &&
        (word.length > 75 || word.replace(ENCODED_WORD, '').replace(/[>,]/g, '') !== '')
      )
        faults.push(`no encoded word: ${word}`);
  if (!DATE.test(named('Date')[0] ?? '') || Number.isNaN(Date.parse(named('Date')[0] ?? '')))
    faults.push(`no date: ${named('Date')}`);
  if (!new RegExp(`^<${atom(false)}(?:\\.${atom(false)})*@${domain(false)}>$`).test(named('Message-ID')[0] ?? ''))
    faults.push(`no Message-ID: ${named('Message-ID')}`);
  const phrase = `(?:"(?:[ !#-\\[\\]-~]|\\\\[ -~])*"|[\\w ]+|=\\?\\S+\\?=(?: +=\\?\\S+\\?=)*)`;
  for (const [name, envelope] of [
    ['From', sent.from],
    ['To', sent.to],
  ] as const) {
    const value = named(name)[0] ?? '';
    const [, bare, bracketed] = new RegExp(`^(?:([^\\s<>"]+)|(?:${phrase} +)?<([^<>]+)>)$`, 'u').exec(value) ?? [];
    const address = bare ?? bracketed ?? '';
    if (!isMailbox(address, international)) faults.push(`no mailbox in ${name}: ${value}`);
    if (!international && address !== envelope) faults.push(`${name} is ${address}, the envelope has ${envelope}`);
  }
  return faults;
}
