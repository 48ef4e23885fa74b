import { useApolloClient } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { type ReactNode, useEffect, useState } from 'react';
import { Link } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import { carried, dropCarried } from '../app/carried.ts';
import { EmailField } from '../app/EmailField.tsx';
import { notePage } from '../app/notePage.ts';
import { place } from '../app/place.ts';
import { RequestFailureNotice } from '../app/RequestFailureNotice.tsx';
import { safeNext } from '../app/safeNext.ts';
import { useGoTo } from '../app/useGoTo.ts';
import { useSend } from '../app/useSend.ts';
import { LoginDocument, WhoAmIDocument } from '../generated/graphql.ts';
import { Button } from '../ui/Button.tsx';
import { Form } from '../ui/Form.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Page } from '../ui/Page.tsx';
import { PasswordField } from '../ui/PasswordField.tsx';
import { type Problem, useProblems } from '../ui/problems.ts';

/** What another page passes on: whether the person has signed out there, deleted the account, or found the session ended. */
interface LoginState {
  readonly signedOut?: boolean;
  readonly sessionEnded?: boolean;
  readonly accountDeleted?: true | 'perhaps';
}

/** Sign in, then go on to the page that was asked for. */
export default function Login() {
  const { t } = useLingui();
  const client = useApolloClient();
  const goTo = useGoTo();
  const { signedOut, sessionEnded, accountDeleted } = useHistoryState<LoginState | null>() ?? {};
  const [problems, refuse] = useProblems();
  const { send, sending, failure, stay } = useSend(LoginDocument, 'LoggedIn');
  const [cookieLost, setCookieLost] = useState(false);

  // Once, before anything navigates: a person who is signed in already does not need the form.
  useEffect(() => {
    let shown = true;
    const isHere = notePage();
    client.query({ query: WhoAmIDocument }).then(
      ({ data }) => shown && isHere() && data?.me && goTo(arrive(), { replace: true }),
      () => undefined,
    );
    return () => {
      shown = false;
    };
  }, [client, goTo]);

  /** Goes on where the browser has kept the session, which only its cookie shows. */
  async function goOn() {
    const isHere = notePage();
    const answer = await client.query({ query: WhoAmIDocument }).catch(() => undefined);
    if (!isHere()) return;
    if (answer?.data?.me === null) {
      stay();
      return setCookieLost(true);
    }
    goTo(arrive());
  }

  async function submit(email: string, password: string) {
    const missing: Problem[] = [];
    if (email.trim() === '') missing.push({ field: 'email', text: () => t`Enter your email address`, missing: true });
    if (password === '') missing.push({ field: 'password', text: () => t`Enter your password`, missing: true });
    if (missing.length > 0) return refuse(missing);
    setCookieLost(false);
    const outcome = await send({ email, password });
    switch (outcome?.__typename) {
      case 'InvalidCredentials':
        return refuse([
          { text: () => t`Wrong email address or password. Check both and try again.`, goOnAt: 'password' },
        ]);
      case 'LoggedIn':
        refuse([]);
        return goOn();
      default:
        return refuse([]);
    }
  }

  return (
    <Page title={t`Sign in`} after={place.registration !== 'closed' && <NewHere />}>
      {signedOut && <Notice tone="success" title={<Trans>You are signed out</Trans>} />}
      {accountDeleted === true && <Notice tone="success" title={<Trans>Your account is deleted</Trans>} />}
      {accountDeleted === 'perhaps' && <PerhapsDeleted />}
      {sessionEnded && <Notice tone="wait" title={<Trans>Your session has ended. Please sign in again.</Trans>} />}
      <Form
        action="/login"
        problems={problems}
        notice={
          failure ? (
            <RequestFailureNotice failure={failure} typed wayOut={<ResetInstead />} />
          ) : (
            cookieLost && <CookieLost />
          )
        }
        noticeAbout={failure ?? cookieLost}
        onSubmit={value => submit(value('email'), value('password'))}
      >
        <EmailField autoComplete="username" />
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

/** The answer to the deletion was lost, and the session is gone since. */
function PerhapsDeleted() {
  return (
    <Notice tone="wait" title={<Trans>Your account may be deleted already</Trans>}>
      <p>
        <Trans>If it is, our last email is in your mailbox. If not, sign in again.</Trans>
      </p>
    </Notice>
  );
}

/** The way to an account of one's own, where there is one. */
function NewHere() {
  return place.registration === 'invite' ? (
    <Trans>New here? You need an invitation.</Trans>
  ) : (
    <Trans>
      New here? <Link href="/register">Create an account</Link>
    </Trans>
  );
}

/** Where the person goes on to. Nothing is carried from here. */
function arrive(): string {
  const next = new URLSearchParams(location.search).get('next') ?? carried().next;
  dropCarried();
  return safeNext(next, location.origin, place);
}

/** The way out for people who have to wait: a reset by email works at once. */
function ResetInstead() {
  return (
    <Trans>
      You can also <Link href="/password-reset">reset your password by email</Link> and sign in at once.
    </Trans>
  );
}

/** The password was right, and yet there is no session: the browser has not kept the cookie. */
function CookieLost() {
  const elsewhere = place.origin !== undefined && place.origin !== location.origin;
  const explanation: ReactNode = elsewhere ? (
    <Trans>
      You have opened this site under another address than its own, so your browser did not keep the cookie. Sign in at{' '}
      <a href={`${place.origin}${place.base}/login`}>{place.origin}</a> instead.
    </Trans>
  ) : (
    <Trans>
      Your browser did not keep the cookie that signs you in. Allow cookies for this site, then sign in again.
    </Trans>
  );
  return (
    <Notice tone="problem" title={<Trans>Your password is right, but you are not signed in</Trans>}>
      <p>{explanation}</p>
    </Notice>
  );
}
