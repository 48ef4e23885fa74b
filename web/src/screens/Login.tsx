import { useApolloClient } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useState } from 'react';
import { Link, useSearch } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import { RequestFailureNotice } from '../app/RequestFailureNotice.tsx';
import { safeNext } from '../app/safeNext.ts';
import { useGoTo } from '../app/useGoTo.ts';
import { useSend } from '../app/useSend.ts';
import { LoginDocument, WhoAmIDocument } from '../generated/graphql.ts';
import type { PassedOnEmail } from '../links/AskForEmail.tsx';
import { Button } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import { Form } from '../ui/Form.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Page } from '../ui/Page.tsx';
import { PasswordField } from '../ui/PasswordField.tsx';
import { type Problem, useProblems } from '../ui/problems.ts';

/** Sign in, then go on to the page that was asked for. */
export default function Login() {
  const { t } = useLingui();
  const client = useApolloClient();
  const search = useSearch();
  const goTo = useGoTo();
  const { signedOut } = useHistoryState<{ signedOut?: boolean } | null>() ?? {};
  const [problems, refuse] = useProblems();
  const { send, sending, failure } = useSend(LoginDocument);
  const [triedEmail, setTriedEmail] = useState('');

  // A person who is signed in already does not need the form.
  useEffect(() => {
    client.query({ query: WhoAmIDocument }).then(
      ({ data }) => data?.me && goTo(safeNext(location.search, location.origin), { replace: true }),
      () => undefined,
    );
  }, [client, goTo]);

  async function submit(email: string, password: string) {
    const missing: Problem[] = [];
    if (email.trim() === '') missing.push({ field: 'email', text: t`Enter your email address`, missing: true });
    if (password === '') missing.push({ field: 'password', text: t`Enter your password`, missing: true });
    if (missing.length > 0) return refuse(missing);
    setTriedEmail(email);
    const outcome = await send({ email, password });
    switch (outcome?.__typename) {
      case 'InvalidCredentials':
        return refuse([{ text: t`Wrong email address or password. Check both and try again.` }]);
      case 'LoggedIn':
        return goTo(safeNext(search, location.origin));
      default:
        return refuse([]);
    }
  }

  return (
    <Page
      title={t`Sign in`}
      refused={problems.length > 0}
      after={
        <Trans>
          New here? <Link href="/register">Create an account</Link>
        </Trans>
      }
    >
      {signedOut && <Notice tone="success" title={<Trans>You are signed out</Trans>} />}
      <Form
        action="/login"
        problems={problems}
        notice={failure && <RequestFailureNotice failure={failure} wayOut={<ResetInstead email={triedEmail} />} />}
        noticeAbout={failure}
        onSubmit={value => submit(value('email'), value('password'))}
      >
        <Field
          name="email"
          label={<Trans>Email address</Trans>}
          type="email"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
        />
        <PasswordField
          name="password"
          label={<Trans>Password</Trans>}
          autoComplete="current-password"
          aside={
            <Link href="/password-reset">
              <Trans>Forgot password?</Trans>
            </Link>
          }
        />
        <Button busy={sending} busyLabel={t`Signing in…`}>
          <Trans>Sign in</Trans>
        </Button>
      </Form>
    </Page>
  );
}

/** The way out for people who have to wait: a reset by email works at once. */
function ResetInstead({ email }: { email: string }) {
  const passedOn: PassedOnEmail = { email };
  return (
    <Trans>
      You can also{' '}
      <Link href="/password-reset" state={passedOn}>
        reset your password by email
      </Link>{' '}
      and sign in at once.
    </Trans>
  );
}
