import { Arg, Ctx, createUnionType, Field, Mutation, ObjectType, Resolver, UseMiddleware } from 'type-graphql';
import { deleteOwnAccount } from '../sessions/deleteOwnAccount.ts';
import { presentProblem } from './presentProblem.ts';
import { AccountDeletionDisabled, InvalidCredentials, NotSignedIn, TooManyRequests } from './problems.ts';
import type { RequestContext } from './requestContext.ts';
import { TooMuchHashing } from './tooMuchHashing.ts';

@ObjectType({ description: 'The account and everything about it is deleted.' })
class AccountDeleted {
  @Field(() => String)
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

const DeleteAccountResult = createUnionType({
  name: 'DeleteAccountResult',
  types: () => [AccountDeleted, AccountDeletionDisabled, InvalidCredentials, NotSignedIn, TooManyRequests] as const,
});

/** How people leave. */
@Resolver()
export class LeavingResolver {
  @Mutation(() => DeleteAccountResult, { description: 'Delete the signed-in account and everything about it.' })
  @UseMiddleware(TooMuchHashing)
  async deleteAccount(
    @Arg('currentPassword', () => String) currentPassword: string,
    @Ctx() context: RequestContext,
  ): Promise<typeof DeleteAccountResult> {
    const { messages } = context;
    const live = await context.currentSession();
    if (!live) return new NotSignedIn(messages.notSignedIn);
    const result = await deleteOwnAccount(context, live, currentPassword);
    switch (result.outcome) {
      case 'AccountDeletionDisabled':
        return new AccountDeletionDisabled(messages.accountDeletionDisabled);
      case 'NotSignedIn':
        return new NotSignedIn(messages.notSignedIn);
      case 'InvalidCredentials':
        return new InvalidCredentials(messages.currentPasswordWrong);
      case 'TooManyRequests':
        return presentProblem(context, result);
      case 'AccountDeleted':
        context.forgetSession();
        return new AccountDeleted(messages.accountDeleted);
    }
  }
}
