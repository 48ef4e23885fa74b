import {
  Arg,
  Ctx,
  createUnionType,
  Field,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  UseMiddleware,
} from 'type-graphql';
import { shownEmail } from '../domain/emailAddress.ts';
import type { LinkStatus } from '../links/linkStatus.ts';
import { passwordResetLinkStatus } from '../recovery/passwordResetLink.ts';
import { requestPasswordReset } from '../recovery/requestPasswordReset.ts';
import { resetPassword } from '../recovery/resetPassword.ts';
import { revokePasswordReset } from '../recovery/revokePasswordReset.ts';
import { presentProblem } from './presentProblem.ts';
import { InvalidEmail, InvalidLink, LinkStatusEnum, PasswordRejected, TooManyRequests } from './problems.ts';
import type { RequestContext } from './requestContext.ts';
import { TooMuchHashing } from './tooMuchHashing.ts';

@ObjectType({ description: 'An email is on its way, if the address has an account.' })
class PasswordResetRequested {
  @Field(() => String)
  readonly message: string;

  @Field(() => Int, { description: 'Seconds for which the mailed link works.' })
  readonly expiresIn: number;

  @Field(() => String, { description: 'The address as it was understood, to be shown.' })
  readonly email: string;

  constructor(message: string, expiresIn: number, email: string) {
    this.message = message;
    this.expiresIn = expiresIn;
    this.email = email;
  }
}

@ObjectType({ description: 'The new password is set, every session has ended, and no session was started.' })
class PasswordResetComplete {
  @Field(() => String)
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

@ObjectType({ description: 'No outstanding reset link of the account works any more.' })
class PasswordResetRevoked {
  @Field(() => String)
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

const RequestPasswordResetResult = createUnionType({
  name: 'RequestPasswordResetResult',
  types: () => [PasswordResetRequested, InvalidEmail, TooManyRequests] as const,
});
const ResetPasswordResult = createUnionType({
  name: 'ResetPasswordResult',
  types: () => [PasswordResetComplete, InvalidLink, PasswordRejected, TooManyRequests] as const,
});
const RevokePasswordResetResult = createUnionType({
  name: 'RevokePasswordResetResult',
  types: () => [PasswordResetRevoked, InvalidLink, TooManyRequests] as const,
});

/** Password reset by mail. */
@Resolver()
export class RecoveryResolver {
  @Query(() => LinkStatusEnum, {
    description: 'Whether a link from an email still works. Asking never spends it, so mail scanners are harmless.',
  })
  passwordResetLink(
    @Arg('uid', () => String) uid: string,
    @Arg('token', () => String) token: string,
    @Ctx() context: RequestContext,
  ): Promise<LinkStatus> {
    return passwordResetLinkStatus(context, { uid, token });
  }

  @Mutation(() => RequestPasswordResetResult, {
    description:
      'Ask for a reset link by email. The answer, and the time it takes, is the same whether or not the address has an account.',
  })
  async requestPasswordReset(
    @Arg('email', () => String) email: string,
    @Ctx() context: RequestContext,
  ): Promise<typeof RequestPasswordResetResult> {
    const result = await requestPasswordReset(context, email);
    if (result.outcome !== 'MailQueued') return presentProblem(context, result);
    return new PasswordResetRequested(
      context.messages.passwordResetRequested,
      result.expiresInSeconds,
      shownEmail(result.address),
    );
  }

  @Mutation(() => ResetPasswordResult, {
    description:
      'Set a new password with the uid and token of a mailed link. Ends every session of the account and starts none.',
  })
  @UseMiddleware(TooMuchHashing)
  async resetPassword(
    @Arg('uid', () => String) uid: string,
    @Arg('token', () => String) token: string,
    @Arg('newPassword', () => String) newPassword: string,
    @Ctx() context: RequestContext,
  ): Promise<typeof ResetPasswordResult> {
    const result = await resetPassword(context, { uid, token }, newPassword);
    if (result.outcome !== 'PasswordReset') return presentProblem(context, result);
    context.rememberDevice(result.account.canonicalEmail);
    return new PasswordResetComplete(context.messages.passwordResetComplete);
  }

  @Mutation(() => RevokePasswordResetResult, {
    description:
      "It was not me: spends every outstanding reset link of the account. Takes the uid and token of the email's own it was not me link, which can do nothing else.",
  })
  async revokePasswordReset(
    @Arg('uid', () => String) uid: string,
    @Arg('token', () => String) token: string,
    @Ctx() context: RequestContext,
  ): Promise<typeof RevokePasswordResetResult> {
    const result = await revokePasswordReset(context, { uid, token });
    if (result.outcome !== 'PasswordResetRevoked') return presentProblem(context, result);
    return new PasswordResetRevoked(context.messages.passwordResetRevoked);
  }
}
