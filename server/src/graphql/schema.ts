import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { buildSchema } from 'type-graphql';
import { AccountResolver } from './accountResolver.ts';
import { EmailChangeResolver } from './emailChangeResolver.ts';
import { LeavingResolver } from './leavingResolver.ts';
import { PasswordPolicyResolver } from './passwordPolicyResolver.ts';
import { RecoveryResolver } from './recoveryResolver.ts';
import { RegistrationResolver } from './registrationResolver.ts';
import { SessionResolver } from './sessionResolver.ts';

/** Builds the executable schema out of every resolver. */
export function buildRekeySchema(): Promise<GraphQLSchema> {
  return buildSchema({
    resolvers: [
      AccountResolver,
      RegistrationResolver,
      PasswordPolicyResolver,
      RecoveryResolver,
      SessionResolver,
      EmailChangeResolver,
      LeavingResolver,
    ],
    scalarsMap: [{ type: Date, scalar: GraphQLDateTime }],
    validate: false,
  });
}
