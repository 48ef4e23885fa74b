import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import { RequestFailureNotice } from '../app/RequestFailureNotice.tsx';
import type { RequestFailure } from '../app/requestFailure.ts';
import { Button } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import { Form } from '../ui/Form.tsx';
import type { IconName } from '../ui/Icon.tsx';
import { Page } from '../ui/Page.tsx';
import { useProblems } from '../ui/problems.ts';

/** The history state with which another screen passes on the address that was typed there. */
export interface PassedOnEmail {
  readonly email: string;
}

interface AskForEmailProps {
  readonly title: string;
  readonly lead: ReactNode;
  readonly icon: IconName;
  readonly action: string;
  readonly sending: boolean;
  readonly failure: RequestFailure | null;
  /** Sends the request; resolves with what is in the way where the address was refused. */
  readonly onAsked: (email: string) => Promise<string | undefined>;
  readonly children: ReactNode;
}

/** Asks for an address to send a link to. Used for resetting a password and for creating an account. */
export function AskForEmail({ title, lead, icon, action, sending, failure, onAsked, children }: AskForEmailProps) {
  const { t } = useLingui();
  const [problems, refuse] = useProblems();
  const passedOn = useHistoryState<PassedOnEmail | null>();

  async function submit(email: string) {
    if (email.trim() === '') return refuse([{ field: 'email', text: t`Enter your email address`, missing: true }]);
    const refused = await onAsked(email);
    refuse(refused ? [{ field: 'email', text: refused }] : []);
  }

  return (
    <Page
      title={title}
      icon={icon}
      lead={lead}
      refused={problems.length > 0}
      after={
        <Link href="/login">
          <Trans>Back to sign in</Trans>
        </Link>
      }
    >
      <Form
        action={action}
        problems={problems}
        notice={failure && <RequestFailureNotice failure={failure} />}
        noticeAbout={failure}
        onSubmit={value => submit(value('email'))}
      >
        <Field
          name="email"
          label={<Trans>Email address</Trans>}
          type="email"
          autoComplete="email"
          defaultValue={passedOn?.email}
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
        />
        <Button busy={sending} busyLabel={t`Sending…`}>
          {children}
        </Button>
      </Form>
    </Page>
  );
}
