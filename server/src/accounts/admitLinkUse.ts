import type { LimitSubject } from '../limits/limiter.ts';
import type { MailedLink } from '../links/signedLink.ts';
import type { Scope } from './scope.ts';

/**
 * Counts the use of a link that has been judged. A link that works is counted by itself, since only its owner has it. One
 * that does not is counted by the client: it may be in the hands of a stranger, from a log or a former mailbox, and must
 * not use up what the owner's next link needs.
 */
export function admitLinkUse(
  scope: Pick<Scope, 'em' | 'limiter' | 'caller'>,
  link: MailedLink,
  judged: object,
): ReturnType<Scope['limiter']['admit']> {
  // In one spelling, since a mail program may have changed the letter case.
  const subject: LimitSubject =
    'outcome' in judged ? { ipAddress: scope.caller.ipAddress } : { link: link.uid.toLowerCase() };
  return scope.limiter.admit(scope, 'useLink', subject);
}
