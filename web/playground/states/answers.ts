import type { Language } from '../../../server/src/domain/language.ts';
import type { Messages } from '../../../server/src/messages/messages.ts';
import { messagesIn } from '../../../server/src/messages/messagesIn.ts';
import type {
  AccountQuery,
  ChangePasswordMutation,
  CompleteRegistrationMutation,
  ConfirmEmailChangeMutation,
  DeleteAccountMutation,
  DownloadAccountDataMutation,
  EmailChangeLinkQuery,
  EndSessionsMutation,
  LoginMutation,
  LogoutMutation,
  OlderSecurityEventsQuery,
  PasswordResetLinkQuery,
  PasswordRule,
  RegisterMutation,
  RegistrationLinkQuery,
  RequestEmailChangeMutation,
  RequestPasswordResetMutation,
  ResetPasswordMutation,
  RevertEmailChangeMutation,
  RevokePasswordResetMutation,
  WhoAmIQuery,
} from '../../src/generated/graphql.ts';

/** The data that each operation can be answered with, by the operation's name. */
interface Data {
  readonly Account: AccountQuery;
  readonly ChangePassword: ChangePasswordMutation;
  readonly CompleteRegistration: CompleteRegistrationMutation;
  readonly ConfirmEmailChange: ConfirmEmailChangeMutation;
  readonly DeleteAccount: DeleteAccountMutation;
  readonly DownloadAccountData: DownloadAccountDataMutation;
  readonly EmailChangeLink: EmailChangeLinkQuery;
  readonly EndSessions: EndSessionsMutation;
  readonly Login: LoginMutation;
  readonly Logout: LogoutMutation;
  readonly OlderSecurityEvents: OlderSecurityEventsQuery;
  readonly PasswordResetLink: PasswordResetLinkQuery;
  readonly Register: RegisterMutation;
  readonly RegistrationLink: RegistrationLinkQuery;
  readonly RequestEmailChange: RequestEmailChangeMutation;
  readonly RequestPasswordReset: RequestPasswordResetMutation;
  readonly ResetPassword: ResetPasswordMutation;
  readonly RevertEmailChange: RevertEmailChangeMutation;
  readonly RevokePasswordReset: RevokePasswordResetMutation;
  readonly WhoAmI: WhoAmIQuery;
}

/** The outcome of a request: data, a failing server, or no connection. */
export type Answer<Result = unknown> = { readonly data: Result } | 'server down' | 'offline';

/** An answer, or how to make it of the server's own sentences where the screen shows one. */
type CannedAnswer<Result> = Answer<Result> | ((messages: Messages) => Answer<Result>);

/** The answers to every operation that a state sends, in their order; the last one is given again and again. */
export type Answers = { readonly [Name in keyof Data]?: readonly CannedAnswer<Data[Name]>[] };

/** What is answered where a state says nothing else: that the caller is not signed in. */
const usual: Answers = { WhoAmI: [{ data: { me: null } }] };

/**
 * Returns the answers of a state one after the other, by the body of each request and its language. Throws for an
 * operation without an answer: the screen has changed, and the state has to.
 */
export function answering(answers: Answers): (body: string, language: string) => Answer {
  const given = new Map<string, number>();
  return (body, language) => {
    const { operationName } = JSON.parse(body) as { operationName: keyof Data };
    const list: readonly CannedAnswer<unknown>[] = { ...usual, ...answers }[operationName] ?? [];
    const turn = given.get(operationName) ?? 0;
    given.set(operationName, turn + 1);
    const answer = list[Math.min(turn, list.length - 1)];
    if (!answer) throw new Error(`this state has no answer to ${operationName}`);
    return typeof answer === 'function' ? answer(messagesIn(language as Language)) : answer;
  };
}

/** The address of the account in the states. */
export const address = 'person1@example.com';

/** A password that meets every rule. */
export const goodPassword = 'quartz lantern drizzle 47 moth';

const policy: PasswordResetLinkQuery['passwordPolicy'] = {
  minLength: 15,
  maxLength: 256,
  rules: ['TOO_SHORT', 'TOO_LONG', 'ENTIRELY_NUMERIC', 'TOO_COMMON', 'TOO_SIMILAR', 'TOO_WEAK'],
  checksBreached: false,
};

/** A link in one of its four states, as every kind of link is answered. */
export const link = (status: PasswordResetLinkQuery['status']): Answer<PasswordResetLinkQuery> => ({
  data: { status, passwordPolicy: policy },
});

/** A new password that breaks these rules. */
export const rejected = (messages: Messages, rules: readonly PasswordRule[]) =>
  ({
    __typename: 'PasswordRejected',
    message: messages.passwordRejected,
    violations: rules.map(rule => ({ rule, message: messages.brokenRule[rule](policy) })),
  }) as const;

/** The answer of a limit, for this many seconds. */
export const limited = (messages: Messages, retryAfter = 90) =>
  ({ __typename: 'TooManyRequests', message: messages.tooManyRequests(retryAfter), retryAfter }) as const;

/** The answer to a caller who is signed in to another account than the page is about. */
export const signedInAsAnother: Answer<WhoAmIQuery> = {
  data: { me: { id: '0198c0de-0000-7000-8000-00000000000f', email: 'someone.else@example.com' } },
};

type Me = NonNullable<AccountQuery['me']>;

const desktop = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/153.0.0.0 Safari/537.36';
const phone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile/15E148 Safari/604.1';
const samsung =
  'Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 SamsungBrowser/29.0 Chrome/150.0.0.0 Mobile Safari/537.36';
const at = (minute: number) => new Date(Date.UTC(2026, 0, 31, 8, minute)).toISOString();

/** A session on the device that looks at the page, or on a phone. */
export const session = (device: 'this device' | 'phone'): Me['sessions'][number] => ({
  id: device === 'phone' ? '0198c0de-0000-7000-8000-000000000002' : '0198c0de-0000-7000-8000-000000000001',
  createdAt: at(3),
  lastSeenAt: at(4),
  userAgent: device === 'phone' ? phone : desktop,
  ipAddress: '127.0.0.1',
  current: device === 'this device',
});

/** Three sessions as the server lists them: the last one used first, with long names and addresses. */
export const threeSessions: Me['sessions'] = [
  {
    ...session('phone'),
    id: '0198c0de-0000-7000-8000-000000000003',
    userAgent: samsung,
    ipAddress: '2001:db8:1234:5678:9abc:def0:1234:5678',
  },
  { ...session('phone'), ipAddress: '2001:db8:4321:8765:cba9:fed:4321:8765' },
  session('this device'),
];

/** What happened to the account, oldest first. */
const happened = [
  ['REGISTERED', phone],
  ['PASSWORD_RESET_REQUESTED', phone],
  ['LOGGED_IN', desktop],
  ['LOGGED_IN', phone],
  ['PASSWORD_CHANGED', desktop],
  ['LOGGED_IN', phone],
  ['SESSION_ENDED', desktop],
] as const;

/** The account page's data: these sessions, and the first so many of its events. */
export const account = (sessions: Me['sessions'], events: number): Answer<AccountQuery> => ({
  data: {
    me: {
      id: '0198c0de-0000-7000-8000-000000000000',
      email: address,
      createdAt: at(0),
      lastLoginAt: at(3),
      sessions,
      securityEvents: happened
        .slice(0, events)
        .map(([kind, userAgent], index) => ({
          id: String(index),
          kind,
          at: at(index),
          count: 1,
          userAgent,
          ipAddress: '127.0.0.1',
        }))
        .reverse(),
    },
    passwordPolicy: policy,
  },
});

/** The same with failed sign-ins, and with more events than the page shows at first. */
export const accountWithManyEvents: Answer<AccountQuery> = {
  data: {
    me: {
      id: '0198c0de-0000-7000-8000-000000000000',
      email: address,
      createdAt: at(0),
      lastLoginAt: at(59),
      sessions: [session('this device')],
      securityEvents: Array.from({ length: 21 }, (_, index) => {
        const failed = index % 3 === 1;
        return {
          id: String(100 - index),
          kind: failed ? 'LOGIN_FAILED' : 'LOGGED_IN',
          at: at(59 - index),
          count: failed ? index : 1,
          userAgent: failed ? null : desktop,
          ipAddress: failed ? '192.0.2.7' : '127.0.0.1',
        };
      }),
    },
    passwordPolicy: policy,
  },
};
