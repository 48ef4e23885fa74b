import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { EmailField } from '../app/EmailField.tsx';
import { RequestFailureNotice } from '../app/RequestFailureNotice.tsx';
import type { RequestFailure } from '../app/requestFailure.ts';
import { apiSentence } from '../i18n/apiSentence.ts';
import { Button } from '../ui/Button.tsx';
import { Form } from '../ui/Form.tsx';
import type { IconName } from '../ui/Icon.tsx';
import { Page } from '../ui/Page.tsx';
import { useProblems } from '../ui/problems.ts';

interface AskForEmailProps {
  readonly title: string;
  readonly lead: ReactNode;
  readonly icon: IconName;
  readonly action: string;
  readonly sending: boolean;
  readonly failure: RequestFailure | null;
  /** Sends the request; resolves with what is in the way where the address was refused. */
  readonly onAsked: (email: string) => Promise<string | undefined>;
  /** Shown above the form. */
  readonly notice?: ReactNode;
  readonly children: ReactNode;
}

/** Asks for an address to send a link to. Used for resetting a password and for creating an account. */
export function AskForEmail({
  title,
  lead,
  icon,
  action,
  sending,
  failure,
  onAsked,
  notice,
  children,
}: AskForEmailProps) {
  const { t } = useLingui();
  const [problems, refuse] = useProblems();

  async function submit(email: string) {
    if (email.trim() === '')
      return refuse([{ field: 'email', text: () => t`Enter your email address`, missing: true }]);
    const refused = await onAsked(email);
    refuse(refused ? [{ field: 'email', text: apiSentence(refused) }] : []);
  }

  return (
    <Page
      title={title}
      icon={icon}
      lead={lead}
      after={
        <Link href="/login">
          <Trans>Back to sign in</Trans>
        </Link>
      }
    >
      {notice}
      <Form
        action={action}
        problems={problems}
        notice={failure && <RequestFailureNotice failure={failure} typed />}
        noticeAbout={failure}
        onSubmit={value => submit(value('email'))}
      >
        <EmailField autoComplete="email" />
        <Button busy={sending} busyLabel={t`Sending…`}>
          {children}
        </Button>
      </Form>
    </Page>
  );
}
