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
import { completeRegistration } from '../accounts/completeRegistration.ts';
import { register } from '../accounts/register.ts';
import { registrationLinkStatus } from '../accounts/registrationLink.ts';
import { shownEmail } from '../domain/emailAddress.ts';
import type { LinkStatus } from '../links/linkStatus.ts';
import { presentProblem } from './presentProblem.ts';
import {
  InvalidEmail,
  InvalidLink,
  LinkStatusEnum,
  PasswordRejected,
  RegistrationClosed,
  TooManyRequests,
} from './problems.ts';
import type { RequestContext } from './requestContext.ts';
import { TooMuchHashing } from './tooMuchHashing.ts';

@ObjectType({
  description: 'An email is on its way: a link to choose a password, or a note that the address is taken.',
})
class RegistrationStarted {
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

@ObjectType({ description: 'The account was created; no session was started.' })
class RegistrationComplete {
  @Field(() => String)
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

const RegisterResult = createUnionType({
  name: 'RegisterResult',
  types: () => [RegistrationStarted, InvalidEmail, RegistrationClosed, TooManyRequests] as const,
});
const CompleteRegistrationResult = createUnionType({
  name: 'CompleteRegistrationResult',
  types: () => [RegistrationComplete, InvalidLink, PasswordRejected, TooManyRequests] as const,
});

/** Registration: a mailed link to choose the password of a new account. */
@Resolver()
export class RegistrationResolver {
  @Query(() => LinkStatusEnum, {
    description:
      'Whether a link that creates an account still works, be it mailed for a registration or as an invitation. Asking never spends it.',
  })
  registrationLink(
    @Arg('uid', () => String) uid: string,
    @Arg('token', () => String) token: string,
    @Ctx() context: RequestContext,
  ): Promise<LinkStatus> {
    return registrationLinkStatus(context, { uid, token });
  }

  @Mutation(() => RegisterResult, {
    description:
      'Ask to create an account. An email goes out with a link to choose a password or, if the address is taken, a note saying so; the answer does not tell which.',
  })
  async register(
    @Arg('email', () => String) email: string,
    @Ctx() context: RequestContext,
  ): Promise<typeof RegisterResult> {
    const result = await register(context, email);
    if (result.outcome !== 'MailQueued') return presentProblem(context, result);
    return new RegistrationStarted(
      context.messages.registrationStarted,
      result.expiresInSeconds,
      shownEmail(result.address),
    );
  }

  @Mutation(() => CompleteRegistrationResult, {
    description:
      'Create the account with the uid and token of a mailed link: choosing the password proves the address. Starts no session.',
  })
  @UseMiddleware(TooMuchHashing)
  async completeRegistration(
    @Arg('uid', () => String) uid: string,
    @Arg('token', () => String) token: string,
    @Arg('password', () => String) password: string,
    @Ctx() context: RequestContext,
  ): Promise<typeof CompleteRegistrationResult> {
    const result = await completeRegistration(context, { uid, token }, password);
    if (result.outcome === 'InvalidLink') return presentInvalidLink(context, result.status);
    if (result.outcome !== 'RegistrationComplete') return presentProblem(context, result);
    context.rememberDevice(result.address);
    return new RegistrationComplete(context.messages.registrationComplete);
  }
}

/** Where no new link can be had, or one would be of no use, the message does not tell people to ask for it. */
function presentInvalidLink({ messages, settings }: RequestContext, status: Exclude<LinkStatus, 'VALID'>): InvalidLink {
  if (status === 'SPENT') return new InvalidLink(messages.registrationLinkSpent, status);
  if (settings.registration === 'closed') return new InvalidLink(messages.registrationClosed, status);
  return new InvalidLink(messages.invalidLink[status], status);
}
