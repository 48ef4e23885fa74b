import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { SECURITY_EVENT_KINDS, type SecurityEventKind } from '../accounts/securityEvent.ts';
import { enumOf } from './enumOf.ts';

/** SecurityEventKind as the schema sees it. */
const SecurityEventKindEnum = enumOf(SECURITY_EVENT_KINDS);
registerEnumType(SecurityEventKindEnum, { name: 'SecurityEventKind' });

/** The account in the schema; it shows only the columns that are named here. */
@ObjectType('Account')
export class AccountType {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String)
  readonly email!: string;

  @Field(() => String, {
    nullable: true,
    description: "The product's own key for this account, if the operator has given one.",
  })
  readonly reference!: string | null;

  @Field(() => Date)
  readonly createdAt!: Date;

  @Field(() => Date, { nullable: true })
  readonly lastLoginAt!: Date | null;
}

/** The security event in the schema. */
@ObjectType('SecurityEvent')
export class SecurityEventType {
  @Field(() => ID)
  readonly id!: number;

  @Field(() => SecurityEventKindEnum)
  readonly kind!: SecurityEventKind;

  @Field(() => Date)
  readonly at!: Date;

  @Field(() => String, { nullable: true })
  readonly userAgent!: string | null;

  @Field(() => String, { nullable: true })
  readonly ipAddress!: string | null;

  @Field(() => Int, {
    description:
      'How many failed sign-ins, or requests for a reset, of one client and day are folded into this; 1 for every other kind.',
  })
  readonly count!: number;
}
