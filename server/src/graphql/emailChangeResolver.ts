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
import { confirmEmailChange } from '../emailChange/confirmEmailChange.ts';
import { emailChangeLinkStatus } from '../emailChange/emailChangeLink.ts';
import { requestEmailChange } from '../emailChange/requestEmailChange.ts';
import { revertEmailChange } from '../emailChange/revertEmailChange.ts';
import type { LinkStatus } from '../links/linkStatus.ts';
import { presentProblem } from './presentProblem.ts';
import {
  InvalidCredentials,
  InvalidEmail,
  InvalidLink,
  LinkStatusEnum,
  NotSignedIn,
  TooManyRequests,
} from './problems.ts';
import type { RequestContext } from './requestContext.ts';
import { TooMuchHashing } from './tooMuchHashing.ts';

@ObjectType({
  description: 'An email is on its way: a link to confirm the address or, if it is taken, a note to its owner.',
})
class EmailChangeRequested {
  @Field(() => String)
  readonly message: string;

  @Field(() => Int, { description: 'Seconds for which the mailed link works.' })
  readonly expiresIn: number;

  @Field(() => String, { description: 'The new address as it was understood, to be shown.' })
  readonly email: string;

  constructor(message: string, expiresIn: number, email: string) {
    this.message = message;
    this.expiresIn = expiresIn;
    this.email = email;
  }
}

@ObjectType({ description: 'The account has its new address. Its sessions have ended, but the one that confirmed.' })
class EmailChanged {
  @Field(() => String)
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

@ObjectType({
  description:
    'The account has its former address again. Its password does not work any more, and a reset link is on its way.',
})
class EmailChangeReverted {
  @Field(() => String)
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

const RequestEmailChangeResult = createUnionType({
  name: 'RequestEmailChangeResult',
  types: () => [EmailChangeRequested, InvalidEmail, InvalidCredentials, NotSignedIn, TooManyRequests] as const,
});
const ConfirmEmailChangeResult = createUnionType({
  name: 'ConfirmEmailChangeResult',
  types: () => [EmailChanged, InvalidLink, TooManyRequests] as const,
});
const RevertEmailChangeResult = createUnionType({
  name: 'RevertEmailChangeResult',
  types: () => [EmailChangeReverted, InvalidLink, TooManyRequests] as const,
});

/** Change of address: a mailed link proves the new address, and a note to the former one can undo the change. */
@Resolver()
export class EmailChangeResolver {
  @Query(() => LinkStatusEnum, {
    description: 'Whether a link that changes the address of an account still works. Asking never spends it.',
  })
  emailChangeLink(
    @Arg('uid', () => String) uid: string,
    @Arg('token', () => String) token: string,
    @Ctx() context: RequestContext,
  ): Promise<LinkStatus> {
    return emailChangeLinkStatus(context, { uid, token });
  }

  @Mutation(() => RequestEmailChangeResult, {
    description:
      'Ask to change the address of the signed-in account. An email goes to the new address; the answer does not tell whether it is taken.',
  })
  @UseMiddleware(TooMuchHashing)
  async requestEmailChange(
    @Arg('newEmail', () => String) newEmail: string,
    @Arg('currentPassword', () => String) currentPassword: string,
    @Ctx() context: RequestContext,
  ): Promise<typeof RequestEmailChangeResult> {
    const { messages } = context;
    const result = await requestEmailChange(context, await context.currentSession(), newEmail, currentPassword);
    switch (result.outcome) {
      case 'NotSignedIn':
        return new NotSignedIn(messages.notSignedIn);
      case 'InvalidCredentials':
        return new InvalidCredentials(messages.currentPasswordWrong);
      case 'InvalidEmail':
      case 'TooManyRequests':
        return presentProblem(context, result);
      case 'MailQueued':
        return new EmailChangeRequested(
          messages.emailChangeRequested,
          result.expiresInSeconds,
          shownEmail(result.address),
        );
    }
  }

  @Mutation(() => ConfirmEmailChangeResult, {
    description:
      'Change the address with the uid and token of a mailed link. Other sessions end, none is started, and the old address is told.',
  })
  async confirmEmailChange(
    @Arg('uid', () => String) uid: string,
    @Arg('token', () => String) token: string,
    @Ctx() context: RequestContext,
  ): Promise<typeof ConfirmEmailChangeResult> {
    const result = await confirmEmailChange(context, await context.currentSession(), { uid, token });
    if (result.outcome !== 'EmailChanged') return presentProblem(context, result);
    context.rememberDevice(result.address);
    return new EmailChanged(context.messages.emailChanged);
  }

  @Mutation(() => RevertEmailChangeResult, {
    description:
      "It wasn't me: puts the former address back, with the uid and token of the note to it. Ends every session, makes the password unusable, and emails a reset link to that address.",
  })
  async revertEmailChange(
    @Arg('uid', () => String) uid: string,
    @Arg('token', () => String) token: string,
    @Ctx() context: RequestContext,
  ): Promise<typeof RevertEmailChangeResult> {
    const result = await revertEmailChange(context, { uid, token });
    if (result.outcome !== 'EmailChangeReverted') return presentProblem(context, result);
    return new EmailChangeReverted(context.messages.emailChangeReverted);
  }
}
