import { Trans, useLingui } from '@lingui/react/macro';
import { useLocation } from 'wouter';
import { useSend } from '../app/useSend.ts';
import { PasswordResetLinkDocument, ResetPasswordDocument } from '../generated/graphql.ts';
import { BrokenLink } from '../links/BrokenLink.tsx';
import { CheckingLink } from '../links/CheckingLink.tsx';
import { ChoosePassword } from '../links/ChoosePassword.tsx';
import { forgetLink, isAbout } from '../links/mailedLink.ts';
import { useMailedLink } from '../links/useMailedLink.ts';
import { problemsOf } from '../passwords/useNewPassword.ts';
import { useProblems } from '../ui/problems.ts';

/** Choose a new password, after following the link in an email. */
export default function PasswordResetConfirm() {
  const { t } = useLingui();
  const [, navigate] = useLocation();
  const [state, refuseLink] = useMailedLink('password-reset-confirm', PasswordResetLinkDocument);
  const { send, ...sending } = useSend(ResetPasswordDocument, 'PasswordResetComplete');
  const [problems, refuse] = useProblems();
  const title = t`Choose a new password`;

  if (state.kind === 'broken') return <BrokenLink status={state.status} page="password-reset-confirm" />;
  if (state.kind !== 'valid') return <CheckingLink title={title} state={state} />;
  const { link, answer } = state;
  const { passwordPolicy: policy } = answer;

  async function choose(newPassword: string) {
    if (newPassword === '')
      return refuse([{ field: 'new-password', text: () => t`Enter a new password`, missing: true }]);
    const outcome = await send({ ...link, newPassword }, ({ __typename }) => {
      if (__typename === 'PasswordResetComplete') forgetLink('password-reset-confirm');
    });
    switch (outcome?.__typename) {
      case 'InvalidLink':
        return refuseLink(outcome.status);
      case 'PasswordRejected':
        return refuse(problemsOf('new-password', outcome, policy));
      case 'PasswordResetComplete':
        return navigate('/password-reset-complete', { replace: true });
      default:
        return refuse([]);
    }
  }

  return (
    <ChoosePassword
      {...sending}
      title={title}
      lead={<Trans>Every device that is signed in will be signed out.</Trans>}
      action="/password-reset-confirm"
      policy={policy}
      problems={problems}
      labels={{ send: <Trans>Save new password</Trans>, sending: t`Saving…` }}
      onChosen={choose}
      isOwn={({ id }) => isAbout(link.uid, id)}
    />
  );
}
