import {
  Arg,
  Ctx,
  createUnionType,
  Field,
  FieldResolver,
  ID,
  Mutation,
  ObjectType,
  Resolver,
  Root,
  UseMiddleware,
} from 'type-graphql';
import { changePassword } from '../sessions/changePassword.ts';
import { aliveAt, hashSessionToken } from '../sessions/currentSession.ts';
import { endOwnSessions } from '../sessions/endOwnSessions.ts';
import { MOST_SESSIONS } from '../sessions/endSessions.ts';
import { login } from '../sessions/login.ts';
import { logout } from '../sessions/logout.ts';
import { Session } from '../sessions/session.ts';
import { AccountType } from './accountType.ts';
import { presentProblem } from './presentProblem.ts';
import { InvalidCredentials, NotSignedIn, PasswordRejected, TooManyRequests } from './problems.ts';
import type { RequestContext } from './requestContext.ts';
import { TooMuchHashing } from './tooMuchHashing.ts';

@ObjectType('Session')
class SessionType {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => Date)
  readonly createdAt!: Date;

  @Field(() => Date)
  readonly lastSeenAt!: Date;

  @Field(() => String, { nullable: true })
  readonly userAgent!: string | null;

  @Field(() => String, { nullable: true })
  readonly ipAddress!: string | null;

  @Field(() => Boolean)
  readonly current!: boolean;
}

@ObjectType()
class LoggedIn {
  @Field(() => AccountType)
  readonly account: AccountType;

  constructor(account: AccountType) {
    this.account = account;
  }
}

@ObjectType({ description: 'The new password is set and every other session has ended.' })
class PasswordChanged {
  @Field(() => String)
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

const LoginResult = createUnionType({
  name: 'LoginResult',
  types: () => [LoggedIn, InvalidCredentials, TooManyRequests] as const,
});
const ChangePasswordResult = createUnionType({
  name: 'ChangePasswordResult',
  types: () => [PasswordChanged, InvalidCredentials, PasswordRejected, NotSignedIn, TooManyRequests] as const,
});

/** Sign-in, sign-out, sessions and change of password. */
@Resolver(() => AccountType)
export class SessionResolver {
  @FieldResolver(() => [SessionType], { description: 'Live sessions, most recent first.' })
  async sessions(@Root() account: AccountType, @Ctx() context: RequestContext): Promise<SessionType[]> {
    const sessions = await context.em.find(
      Session,
      { account: account.id, ...aliveAt(context.clock(), context.settings.sessionTimeouts) },
      { orderBy: { lastSeenAt: 'desc', createdAt: 'desc' }, limit: MOST_SESSIONS },
    );
    const ownHash = context.sessionToken && hashSessionToken(context.sessionToken);
    return sessions.map(({ id, createdAt, lastSeenAt, userAgent, ipAddress, tokenHash }) => ({
      id,
      createdAt,
      lastSeenAt,
      userAgent,
      ipAddress,
      current: tokenHash === ownHash,
    }));
  }

  @Mutation(() => LoginResult, { description: 'Start a session; it travels in an HttpOnly cookie.' })
  @UseMiddleware(TooMuchHashing)
  async login(
    @Arg('email', () => String) email: string,
    @Arg('password', () => String) password: string,
    @Ctx() context: RequestContext,
  ): Promise<typeof LoginResult> {
    const result = await login(context, email, password, context.replacedSession);
    if (result.outcome !== 'LoggedIn') return presentProblem(context, result);
    context.startSession(result.token, result.account.canonicalEmail);
    return new LoggedIn(result.account);
  }

  @Mutation(() => Boolean, { description: 'End the current session. True even when there was none.' })
  async logout(@Ctx() context: RequestContext): Promise<boolean> {
    const live = await context.currentSession();
    if (live) await logout(context, live);
    context.forgetSession();
    return true;
  }

  @Mutation(() => ChangePasswordResult, {
    description: 'Change the password of the signed-in account. Its other sessions end.',
  })
  @UseMiddleware(TooMuchHashing)
  async changePassword(
    @Arg('currentPassword', () => String) currentPassword: string,
    @Arg('newPassword', () => String) newPassword: string,
    @Ctx() context: RequestContext,
  ): Promise<typeof ChangePasswordResult> {
    const live = await context.currentSession();
    if (!live) return new NotSignedIn(context.messages.notSignedIn);
    const result = await changePassword(context, live, currentPassword, newPassword);
    if (result.outcome === 'InvalidCredentials') return new InvalidCredentials(context.messages.currentPasswordWrong);
    if (result.outcome === 'NotSignedIn') return new NotSignedIn(context.messages.notSignedIn);
    if (result.outcome !== 'PasswordChanged') return presentProblem(context, result);
    return new PasswordChanged(context.messages.passwordChanged);
  }

  @Mutation(() => Boolean, {
    description: "End one of the signed-in account's sessions, or all but the current one when no id is given.",
  })
  async endSessions(
    @Arg('id', () => ID, { nullable: true }) id: string | null | undefined,
    @Ctx() context: RequestContext,
  ): Promise<boolean> {
    const live = await context.currentSession();
    if (!live) return false;
    const ended = await endOwnSessions(context, live, id);
    if (ended && id === live.session.id) context.forgetSession();
    return ended;
  }
}
