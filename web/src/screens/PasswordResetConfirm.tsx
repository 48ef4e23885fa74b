import { Trans, useLingui } from '@lingui/react/macro';
import { useLocation } from 'wouter';
import { useSend } from '../app/useSend.ts';
import { PasswordResetLinkDocument, ResetPasswordDocument } from '../generated/graphql.ts';
import { CheckingLink } from '../links/CheckingLink.tsx';
import { ChoosePassword } from '../links/ChoosePassword.tsx';
import { LinkTrouble } from '../links/LinkTrouble.tsx';
import { forgetLink } from '../links/mailedLink.ts';
import { useMailedLink } from '../links/useMailedLink.ts';
import { problemsOf } from '../passwords/useNewPassword.ts';
import { useProblems } from '../ui/problems.ts';

/** Choose a new password, behind the link of a mail. */
export default function PasswordResetConfirm() {
  const { t } = useLingui();
  const [, navigate] = useLocation();
  const [state, refuseLink] = useMailedLink('password-reset-confirm', PasswordResetLinkDocument);
  const { send, ...sending } = useSend(ResetPasswordDocument);
  const [problems, refuse] = useProblems();
  const title = t`Choose a new password`;

  if (state.kind === 'trouble') return <LinkTrouble status={state.status} purpose="reset" />;
  if (state.kind !== 'valid') return <CheckingLink title={title} state={state} />;
  const { link, policy } = state;

  async function choose(newPassword: string) {
    if (newPassword === '') return refuse([{ field: 'new-password', words: t`Enter a new password`, missing: true }]);
    const outcome = await send({ ...link, newPassword });
    switch (outcome?.__typename) {
      case 'InvalidLink':
        return refuseLink(outcome.status);
      case 'PasswordRejected':
        return refuse(problemsOf('new-password', outcome));
      case 'PasswordResetComplete':
        forgetLink('password-reset-confirm');
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
      words={{ send: <Trans>Save new password</Trans>, sending: t`Saving…` }}
      onChosen={choose}
    />
  );
}
