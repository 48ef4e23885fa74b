import type * as outcomes from '../accounts/outcomes.ts';
import { PASSWORD_MAX_LENGTH } from '../passwords/passwordPolicy.ts';
import {
  InvalidCredentials,
  InvalidEmail,
  InvalidLink,
  PasswordRejected,
  PasswordViolation,
  RegistrationClosed,
  TooManyRequests,
} from './problems.ts';
import type { RequestContext } from './requestContext.ts';

interface Presented {
  InvalidEmail: InvalidEmail;
  InvalidCredentials: InvalidCredentials;
  InvalidLink: InvalidLink;
  PasswordRejected: PasswordRejected;
  RegistrationClosed: RegistrationClosed;
  TooManyRequests: TooManyRequests;
}

type ProblemOutcome =
  | outcomes.InvalidEmail
  | outcomes.InvalidCredentials
  | outcomes.InvalidLink
  | outcomes.PasswordRejected
  | outcomes.RegistrationClosed
  | outcomes.TooManyRequests;

/** Maps a problem of a use case to its type of the schema, with a message in the caller's language. */
export function presentProblem<Outcome extends ProblemOutcome>(
  context: Pick<RequestContext, 'messages' | 'settings' | 'setRetryAfter'>,
  problem: Outcome,
): Presented[Outcome['outcome']] {
  return present(context, problem) as Presented[Outcome['outcome']];
}

function present(
  context: Pick<RequestContext, 'messages' | 'settings' | 'setRetryAfter'>,
  problem: ProblemOutcome,
): Presented[keyof Presented] {
  const { messages, settings } = context;
  switch (problem.outcome) {
    case 'InvalidEmail':
      return new InvalidEmail(messages[problem.fault]);
    case 'InvalidCredentials':
      return new InvalidCredentials(messages.invalidCredentials);
    case 'InvalidLink':
      return new InvalidLink(messages.invalidLink[problem.status], problem.status);
    case 'PasswordRejected': {
      const limits = { minLength: settings.passwordMinLength, maxLength: PASSWORD_MAX_LENGTH };
      const violations = problem.broken.map(rule => new PasswordViolation(rule, messages.brokenRule[rule](limits)));
      return new PasswordRejected(messages.passwordRejected, violations);
    }
    case 'RegistrationClosed':
      return new RegistrationClosed(
        problem.registration === 'invite' ? messages.registrationByInvitation : messages.registrationClosed,
      );
    case 'TooManyRequests':
      context.setRetryAfter(problem.retryAfterSeconds);
      return new TooManyRequests(messages.tooManyRequests(problem.retryAfterSeconds), problem.retryAfterSeconds);
  }
}
