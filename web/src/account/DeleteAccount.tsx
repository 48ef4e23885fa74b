import { Trans, useLingui } from '@lingui/react/macro';
import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { RequestFailureNotice } from '../app/RequestFailureNotice.tsx';
import { mayBeDone } from '../app/requestFailure.ts';
import { useSend } from '../app/useSend.ts';
import { DeleteAccountDocument } from '../generated/graphql.ts';
import { apiSentence } from '../i18n/apiSentence.ts';
import { Button } from '../ui/Button.tsx';
import { Form } from '../ui/Form.tsx';
import { useProblems } from '../ui/problems.ts';
import { CurrentPassword } from './CurrentPassword.tsx';

interface DeleteAccountProps {
  readonly email: string;
  /** The account is gone; called also where the person has left the page meanwhile. */
  readonly onGone: () => void;
  /** The account is gone, or perhaps is, and the page goes on from here. */
  readonly onDeleted: (gone: true | 'perhaps') => void;
  readonly onSignedOut: () => void;
}

/** Deletes the account, after a press that shows what that means and with the password that confirms it. */
export function DeleteAccount({ email, onGone, onDeleted, onSignedOut }: DeleteAccountProps) {
  const { t } = useLingui();
  const { send, sending, failure, forgetFailure } = useSend(DeleteAccountDocument, 'AccountDeleted');
  const [problems, refuse] = useProblems();
  const [asked, setAsked] = useState(false);
  const section = useRef<HTMLElement>(null);

  function keep() {
    refuse([]);
    forgetFailure();
    flushSync(() => setAsked(false));
    // The button that was pressed is gone.
    section.current?.querySelector('button')?.focus();
  }

  async function remove(currentPassword: string) {
    const field = 'deletion-password';
    if (currentPassword === '') return refuse([{ field, text: () => t`Enter your current password`, missing: true }]);
    const outcome = await send({ currentPassword }, ({ __typename }) => {
      if (__typename === 'AccountDeleted') onGone();
    });
    switch (outcome?.__typename) {
      case 'InvalidCredentials':
        return refuse([{ field, goOnAt: field, text: () => t`This is not your current password` }]);
      case 'AccountDeletionDisabled':
        return refuse([{ text: apiSentence(outcome.message) }]);
      case 'NotSignedIn':
        return mayBeDone(failure) ? onDeleted('perhaps') : onSignedOut();
      case 'AccountDeleted':
        return onDeleted(true);
      default:
        return refuse([]);
    }
  }

  return (
    <section ref={section} className="card panel" aria-labelledby="delete-account">
      <div className="panel-head">
        <h2 id="delete-account">
          <Trans>Delete account</Trans>
        </h2>
        {!asked && (
          <Button look="small" onPress={() => setAsked(true)}>
            <Trans>Delete my account…</Trans>
          </Button>
        )}
      </div>
      {asked && (
        <div className="narrow">
          <p>
            <Trans>
              This deletes your account, its sessions, its history and every email about it that we keep. You cannot
              undo it. We send one last email to your address.
            </Trans>
          </p>
          <p>
            <Trans>
              What stays for a short time is what keeps others from misusing your address, and your address cannot be
              read from it. What other parts of this site keep about you is not deleted here.
            </Trans>
          </p>
          <Form
            action="/account"
            problems={problems}
            notice={failure && <RequestFailureNotice failure={failure} typed />}
            noticeAbout={failure}
            onSubmit={value => remove(value('deletion-password'))}
          >
            <CurrentPassword name="deletion-password" email={email} autoFocus />
            <Button look="danger" busy={sending} busyLabel={t`Deleting…`}>
              <Trans>Delete my account for good</Trans>
            </Button>
          </Form>
          <Button look="text" waiting={sending} onPress={keep}>
            <Trans>Keep my account</Trans>
          </Button>
        </div>
      )}
    </section>
  );
}
