import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { SecurityEvent } from '../accounts/securityEvent.ts';
import { AccountType, SecurityEventType } from './accountType.ts';
import type { RequestContext } from './requestContext.ts';

/** More than a page can show, few enough to be read in one go. */
const MOST_EVENTS = 100;

/** The signed-in account and what happened to it. */
@Resolver(() => AccountType)
export class AccountResolver {
  @Query(() => AccountType, {
    nullable: true,
    description: 'The account behind the session cookie, or null when nobody is signed in.',
  })
  async me(@Ctx() context: RequestContext): Promise<AccountType | null> {
    return (await context.currentSession())?.account ?? null;
  }

  @FieldResolver(() => [SecurityEventType], {
    description: 'What happened to this account, newest first: sign-ins, failed sign-ins, resets, password changes.',
  })
  securityEvents(
    @Root() account: AccountType,
    @Arg('first', () => Int, { defaultValue: 20 }) first: number,
    @Ctx() context: RequestContext,
  ): Promise<SecurityEventType[]> {
    const limit = Math.min(Math.max(first, 0), MOST_EVENTS);
    if (limit === 0) return Promise.resolve([]);
    return context.em.find(SecurityEvent, { account: account.id }, { orderBy: { id: 'desc' }, limit });
  }
}
