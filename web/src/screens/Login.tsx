import { useApolloClient } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect } from 'react';
import { Link, useSearch } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import { RequestFailureNotice } from '../app/RequestFailureNotice.tsx';
import { safeNext } from '../app/safeNext.ts';
import { useGoTo } from '../app/useGoTo.ts';
import { useSend } from '../app/useSend.ts';
import { LoginDocument, WhoAmIDocument } from '../generated/graphql.ts';
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
    const outcome = await send({ email, password });
    switch (outcome?.__typename) {
      case 'InvalidCredentials':
        return refuse([{ text: t`This email address and password do not belong together. Check both and try again.` }]);
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
        notice={failure && <RequestFailureNotice failure={failure} />}
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
