import { Ctx, Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { PASSWORD_MAX_LENGTH, PASSWORD_RULES, type PasswordRule } from '../passwords/passwordPolicy.ts';
import { PasswordRuleEnum } from './problems.ts';
import type { RequestContext } from './requestContext.ts';

@ObjectType()
class PasswordPolicy {
  @Field(() => Int)
  readonly minLength!: number;

  @Field(() => Int)
  readonly maxLength!: number;

  @Field(() => [PasswordRuleEnum])
  readonly rules!: readonly PasswordRule[];

  @Field({ description: 'Whether a new password is also looked up among breached ones, which only the server can do.' })
  readonly checksBreached!: boolean;
}

/** The rules for a new password, so that a form can show them. */
@Resolver()
export class PasswordPolicyResolver {
  @Query(() => PasswordPolicy, {
    description: 'The rules a new password has to meet; the server enforces exactly these.',
  })
  passwordPolicy(@Ctx() context: RequestContext): PasswordPolicy {
    const { passwordMinLength: minLength, breachedPasswordsUrl } = context.settings;
    return {
      minLength,
      maxLength: PASSWORD_MAX_LENGTH,
      rules: PASSWORD_RULES,
      checksBreached: breachedPasswordsUrl !== undefined,
    };
  }
}
