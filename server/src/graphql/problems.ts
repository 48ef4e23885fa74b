import { Field, Int, InterfaceType, ObjectType, registerEnumType } from 'type-graphql';
import { LINK_STATUSES, type LinkStatus } from '../links/linkStatus.ts';
import { PASSWORD_RULES, type PasswordRule } from '../passwords/passwordPolicy.ts';
import { enumOf } from './enumOf.ts';

/** LinkStatus as the schema sees it. */
export const LinkStatusEnum = enumOf(LINK_STATUSES);
registerEnumType(LinkStatusEnum, {
  name: 'LinkStatus',
  description:
    'SPENT: it was a real link, but the password or the address has changed since, or the account was disabled, or it was revoked. INVALID: it was never ours, or the account is gone.',
});

/** PasswordRule as the schema sees it. */
export const PasswordRuleEnum = enumOf(PASSWORD_RULES);
registerEnumType(PasswordRuleEnum, {
  name: 'PasswordRule',
  description: 'TOO_SHORT and TOO_LONG count Unicode code points.',
});

@InterfaceType({ description: 'An outcome that the caller can show unchanged.' })
abstract class Problem {
  @Field(() => String)
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

@ObjectType({ implements: Problem, description: 'The address cannot be one that email is sent to.' })
export class InvalidEmail extends Problem {}

@ObjectType({
  implements: Problem,
  description: 'Wrong address or password, or an account that may not sign in: never said which.',
})
export class InvalidCredentials extends Problem {}

@ObjectType({
  implements: Problem,
  description: 'The operator has closed registration, or it is by invitation alone.',
})
export class RegistrationClosed extends Problem {}

@ObjectType({
  implements: Problem,
  description: 'The operator does not let people delete their accounts themselves.',
})
export class AccountDeletionDisabled extends Problem {}

@ObjectType({ implements: Problem, description: 'The caller is not signed in.' })
export class NotSignedIn extends Problem {}

@ObjectType({ implements: Problem, description: 'The link does not work; status says why.' })
export class InvalidLink extends Problem {
  @Field(() => LinkStatusEnum)
  readonly status: LinkStatus;

  constructor(message: string, status: LinkStatus) {
    super(message);
    this.status = status;
  }
}

@ObjectType({ description: 'One rule that the new password breaks.' })
export class PasswordViolation {
  @Field(() => PasswordRuleEnum)
  readonly rule: PasswordRule;

  @Field(() => String)
  readonly message: string;

  constructor(rule: PasswordRule, message: string) {
    this.rule = rule;
    this.message = message;
  }
}

@ObjectType({
  implements: Problem,
  description: 'The new password breaks rules: all of them are listed, and the link or session lives on.',
})
export class PasswordRejected extends Problem {
  @Field(() => [PasswordViolation])
  readonly violations: readonly PasswordViolation[];

  constructor(message: string, violations: readonly PasswordViolation[]) {
    super(message);
    this.violations = violations;
  }
}

@ObjectType({ implements: Problem, description: 'retryAfter: whole seconds, also sent as the Retry-After header.' })
export class TooManyRequests extends Problem {
  @Field(() => Int)
  readonly retryAfter: number;

  constructor(message: string, retryAfter: number) {
    super(message);
    this.retryAfter = retryAfter;
  }
}
