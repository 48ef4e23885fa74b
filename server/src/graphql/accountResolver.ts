import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { securityEvents } from '../accounts/securityEvents.ts';
import { type EmailAddress, shownEmail } from '../domain/emailAddress.ts';
import { AccountType, SecurityEventType } from './accountType.ts';
import type { RequestContext } from './requestContext.ts';

/** The maximum for one page. */
const MAX_EVENTS = 100;

/** The signed-in account and its events. */
@Resolver(() => AccountType)
export class AccountResolver {
  @Query(() => AccountType, {
    nullable: true,
    description: 'The account behind the session cookie, or null when the caller is not signed in.',
  })
  async me(@Ctx() context: RequestContext): Promise<AccountType | null> {
    return (await context.currentSession())?.account ?? null;
  }

  @FieldResolver(() => String)
  email(@Root() account: AccountType): string {
    return shownEmail(account.email as EmailAddress);
  }

  @FieldResolver(() => [SecurityEventType], {
    description: 'What happened to this account, newest first: sign-ins, failed sign-ins, resets, password changes.',
  })
  securityEvents(
    @Root() account: AccountType,
    @Arg('first', () => Int, { defaultValue: 20 }) first: number,
    @Arg('after', () => ID, { nullable: true, description: 'The last event of the previous page.' })
    after: string | null | undefined,
    @Ctx() context: RequestContext,
  ): Promise<SecurityEventType[]> {
    return securityEvents(context, account.id, {
      limit: Math.min(Math.max(first, 0), MAX_EVENTS),
      after: after ?? undefined,
    });
  }
}
