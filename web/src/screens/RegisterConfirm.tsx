import { Trans, useLingui } from '@lingui/react/macro';
import { useLocation } from 'wouter';
import { Address } from '../app/Address.tsx';
import { carry } from '../app/carried.ts';
import { useSend } from '../app/useSend.ts';
import { CompleteRegistrationDocument, RegistrationLinkDocument } from '../generated/graphql.ts';
import { BrokenLink } from '../links/BrokenLink.tsx';
import { CheckingLink } from '../links/CheckingLink.tsx';
import { ChoosePassword } from '../links/ChoosePassword.tsx';
import { addressOf, forgetLink } from '../links/mailedLink.ts';
import { useMailedLink } from '../links/useMailedLink.ts';
import { problemsOf } from '../passwords/useNewPassword.ts';
import { useProblems } from '../ui/problems.ts';

/** Choose a password for a new account, after following the link in an email. */
export default function RegisterConfirm() {
  const { t } = useLingui();
  const [, navigate] = useLocation();
  const [state, refuseLink] = useMailedLink('register-confirm', RegistrationLinkDocument);
  const { send, ...sending } = useSend(CompleteRegistrationDocument, 'RegistrationComplete');
  const [problems, refuse] = useProblems();
  const title = t`Choose a password`;

  if (state.kind === 'broken') return <BrokenLink status={state.status} page="register-confirm" />;
  if (state.kind !== 'valid') return <CheckingLink title={title} state={state} />;
  const { link, answer } = state;
  const { passwordPolicy: policy } = answer;
  const address = addressOf(link.uid);

  async function choose(password: string) {
    if (password === '') return refuse([{ field: 'new-password', text: () => t`Enter a password`, missing: true }]);
    const outcome = await send({ ...link, password }, ({ __typename }) => {
      if (__typename !== 'RegistrationComplete') return;
      forgetLink('register-confirm');
      if (address) carry({ email: address });
    });
    switch (outcome?.__typename) {
      case 'InvalidLink':
        return refuseLink(outcome.status);
      case 'PasswordRejected':
        return refuse(problemsOf('new-password', outcome, policy));
      case 'RegistrationComplete':
        return navigate('/register-complete', { replace: true });
      default:
        return refuse([]);
    }
  }

  return (
    <ChoosePassword
      {...sending}
      title={title}
      lead={
        <Trans>
          Your address{' '}
          <strong>
            <Address email={address ?? ''} />
          </strong>{' '}
          is confirmed. Only the password is missing.
        </Trans>
      }
      action="/register-confirm"
      policy={policy}
      address={address ?? undefined}
      problems={problems}
      labels={{ send: <Trans>Create account</Trans>, sending: t`Creating your account…` }}
      onChosen={choose}
    />
  );
}
