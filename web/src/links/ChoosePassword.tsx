import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { SetbackNotice } from '../app/SetbackNotice.tsx';
import type { Setback } from '../app/setback.ts';
import { NewPasswordField } from '../passwords/NewPasswordField.tsx';
import { type Policy, useNewPassword } from '../passwords/useNewPassword.ts';
import { Button } from '../ui/Button.tsx';
import { Form } from '../ui/Form.tsx';
import { Page } from '../ui/Page.tsx';
import type { Problem } from '../ui/problems.ts';

interface ChoosePasswordProps {
  title: string;
  lead: ReactNode;
  action: string;
  policy: Policy;
  /** The address of the account, when the link tells it. */
  address?: string | undefined;
  problems: readonly Problem[];
  setback: Setback | null;
  sending: boolean;
  /** The words on the button, and those while it is sending. */
  words: { send: ReactNode; sending: string };
  onChosen: (newPassword: string) => void;
}

/** The page behind a good link: choose a password. The same for resetting one and for opening an account. */
export function ChoosePassword({ title, lead, action, policy, address = '', ...sending }: ChoosePasswordProps) {
  const { t } = useLingui();
  const newPassword = useNewPassword(policy, address);
  const { problems, setback } = sending;

  function submit(password: string) {
    newPassword.noteSent(password);
    sending.onChosen(password);
  }

  return (
    <Page title={title} moment="choose" emblem="key" refused={problems.length > 0} lead={lead}>
      <Form
        action={action}
        problems={problems}
        isMended={newPassword.isMended}
        notice={setback && <SetbackNotice setback={setback} />}
        noticeAbout={setback}
        onSubmit={value => submit(value('new-password'))}
      >
        {address && (
          <input
            className="visually-hidden"
            name="username"
            autoComplete="username"
            value={address}
            readOnly
            tabIndex={-1}
            aria-hidden="true"
          />
        )}
        <NewPasswordField name="new-password" label={t`New password`} newPassword={newPassword} autoFocus />
        <Button busy={sending.sending} busyWords={sending.words.sending}>
          {sending.words.send}
        </Button>
      </Form>
      <p className="aside">
        <Link href="/login">
          <Trans>Back to sign in</Trans>
        </Link>
      </p>
    </Page>
  );
}
