import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { SetbackNotice } from '../app/SetbackNotice.tsx';
import type { Setback } from '../app/setback.ts';
import { Button } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import { Form } from '../ui/Form.tsx';
import type { IconName } from '../ui/Icon.tsx';
import { Page } from '../ui/Page.tsx';
import { useProblems } from '../ui/problems.ts';

interface AskForMailProps {
  title: string;
  lead: ReactNode;
  emblem: IconName;
  action: string;
  sending: boolean;
  setback: Setback | null;
  /** Asks the server; resolves with true where the address was refused. */
  onAsked: (email: string) => Promise<boolean>;
  children: ReactNode;
}

/** Asks for an address to send a link to. The same for resetting a password and for opening an account. */
export function AskForMail({ title, lead, emblem, action, sending, setback, onAsked, children }: AskForMailProps) {
  const { t } = useLingui();
  const [problems, refuse] = useProblems();

  async function submit(email: string) {
    if (email.trim() === '') return refuse([{ field: 'email', words: t`Enter your email address`, missing: true }]);
    const refused = await onAsked(email);
    refuse(refused ? [{ field: 'email', words: t`Enter an email address in the form name@example.com` }] : []);
  }

  return (
    <Page
      title={title}
      emblem={emblem}
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
        notice={setback && <SetbackNotice setback={setback} />}
        noticeAbout={setback}
        onSubmit={value => submit(value('email'))}
      >
        <Field
          name="email"
          label={<Trans>Email address</Trans>}
          type="email"
          autoComplete="email"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
        />
        <Button busy={sending} busyWords={t`Sending…`}>
          {children}
        </Button>
      </Form>
    </Page>
  );
}
