import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { buildSchema } from 'type-graphql';
import { AccountResolver } from '../accounts/accountResolver.ts';
import { PasswordPolicyResolver } from '../accounts/passwordPolicyResolver.ts';
import { RegistrationResolver } from '../accounts/registrationResolver.ts';
import { RecoveryResolver } from '../recovery/recoveryResolver.ts';
import { SessionResolver } from '../sessions/sessionResolver.ts';

/** Builds the executable schema out of every resolver. */
export function buildRekeySchema(): Promise<GraphQLSchema> {
  return buildSchema({
    resolvers: [AccountResolver, RegistrationResolver, PasswordPolicyResolver, RecoveryResolver, SessionResolver],
    scalarsMap: [{ type: Date, scalar: GraphQLDateTime }],
    validate: false,
  });
}
