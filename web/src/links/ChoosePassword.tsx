import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { RequestFailureNotice } from '../app/RequestFailureNotice.tsx';
import type { RequestFailure } from '../app/requestFailure.ts';
import { SignedInAs } from '../app/SignedInAs.tsx';
import { NewPasswordField } from '../passwords/NewPasswordField.tsx';
import { type Policy, useNewPassword } from '../passwords/useNewPassword.ts';
import { Button } from '../ui/Button.tsx';
import { Form } from '../ui/Form.tsx';
import { KnownUsername } from '../ui/KnownUsername.tsx';
import { Page } from '../ui/Page.tsx';
import type { Problem } from '../ui/problems.ts';

interface ChoosePasswordProps {
  readonly title: string;
  readonly lead: ReactNode;
  readonly action: string;
  readonly policy: Policy;
  /** The address of the account, where the link contains it. */
  readonly address?: string | undefined;
  readonly problems: readonly Problem[];
  readonly failure: RequestFailure | null;
  readonly sending: boolean;
  /** The label of the button, and the one while the request is pending. */
  readonly labels: { send: ReactNode; sending: string };
  readonly onChosen: (newPassword: string) => void;
  /** Whether the link is about the account of this person. */
  readonly isOwn?: (person: { readonly id: string }) => boolean;
}

/** The page behind a valid link: choose a password. Used for resetting one and for creating an account. */
export function ChoosePassword({ title, lead, action, policy, address = '', isOwn, ...sending }: ChoosePasswordProps) {
  const { t } = useLingui();
  const newPassword = useNewPassword(policy, address);
  const { problems, failure } = sending;

  function submit(password: string) {
    newPassword.markSent(password);
    sending.onChosen(password);
  }

  return (
    <Page title={title} phase="choose" icon="key" lead={lead}>
      <SignedInAs {...(isOwn && { isOwn })} />
      <Form
        action={action}
        problems={problems}
        isFixed={newPassword.isFixed}
        notice={failure && <RequestFailureNotice failure={failure} typed />}
        noticeAbout={failure}
        onSubmit={value => submit(value('new-password'))}
      >
        {address && <KnownUsername address={address} />}
        <NewPasswordField name="new-password" label={t`New password`} newPassword={newPassword} autoFocus />
        <Button busy={sending.sending} busyLabel={sending.labels.sending}>
          {sending.labels.send}
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
