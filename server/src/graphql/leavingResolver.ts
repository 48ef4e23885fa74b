import { Arg, Ctx, createUnionType, Field, Mutation, ObjectType, Resolver, UseMiddleware } from 'type-graphql';
import { accountData } from '../sessions/accountData.ts';
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

@ObjectType({ description: 'Everything that is kept about the account.' })
class AccountData {
  @Field(() => String, { description: 'A document of JSON. It may gain fields.' })
  readonly json: string;

  constructor(json: string) {
    this.json = json;
  }
}

const AccountDataResult = createUnionType({
  name: 'AccountDataResult',
  types: () => [AccountData, NotSignedIn, TooManyRequests] as const,
});
const DeleteAccountResult = createUnionType({
  name: 'DeleteAccountResult',
  types: () => [AccountDeleted, AccountDeletionDisabled, InvalidCredentials, NotSignedIn, TooManyRequests] as const,
});

/** How people leave, and what they take along. */
@Resolver()
export class LeavingResolver {
  @Mutation(() => AccountDataResult, {
    description:
      'Get a copy of everything that is kept about the signed-in account. A mutation, since each one is counted.',
  })
  async downloadAccountData(@Ctx() context: RequestContext): Promise<typeof AccountDataResult> {
    const live = await context.currentSession();
    if (!live) return new NotSignedIn(context.messages.notSignedIn);
    const result = await accountData(context, live);
    return result.outcome === 'AccountData' ? new AccountData(result.json) : presentProblem(context, result);
  }

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
