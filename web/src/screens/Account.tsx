import { useApolloClient, useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import '../account/account.css';
import { ChangeEmail } from '../account/ChangeEmail.tsx';
import { ChangePassword } from '../account/ChangePassword.tsx';
import { DeleteAccount } from '../account/DeleteAccount.tsx';
import { DownloadData } from '../account/DownloadData.tsx';
import { SecurityEvents } from '../account/SecurityEvents.tsx';
import { Sessions } from '../account/Sessions.tsx';
import { Timestamp } from '../account/Timestamp.tsx';
import { ContinueHome } from '../app/ContinueHome.tsx';
import { dropCarried } from '../app/carried.ts';
import { notePage } from '../app/notePage.ts';
import { place } from '../app/place.ts';
import { RequestFailureNotice } from '../app/RequestFailureNotice.tsx';
import { forgetSession, rememberSession } from '../app/rememberedSession.ts';
import { requestFailureOf } from '../app/requestFailure.ts';
import { useSend } from '../app/useSend.ts';
import { AccountDocument, type EventFieldsFragment, LogoutDocument, WhoAmIDocument } from '../generated/graphql.ts';
import { accountPath, pagePathOf } from '../paths.ts';
import { Button } from '../ui/Button.tsx';
import { Page, Waiting } from '../ui/Page.tsx';
import { useProblems } from '../ui/problems.ts';

/** The person's own account: profile, sessions, password, address and history. */
export default function Account() {
  const { t } = useLingui();
  const [path, navigate] = useLocation();
  const client = useApolloClient();
  const { data, error, refetch } = useQuery(AccountDocument);
  const failure = useMemo(() => error && requestFailureOf(error), [error]);
  const logout = useSend(LogoutDocument, true);
  const [problems, refuse] = useProblems();
  const [suspect, setSuspect] = useState<{ readonly event: EventFieldsFragment } | null>(null);
  const account = data?.me;
  const signedOut = data?.me === null;
  const wasHere = useRef(false);

  // The session may end on another device or with time, while the page is open or between two visits.
  const askToSignIn = useCallback(
    () =>
      navigate(`/login?next=${place.base}/account${encodeURIComponent(location.hash)}`, {
        replace: true,
        // Another tab may have forgotten it.
        state: { sessionEnded: forgetSession() || wasHere.current },
      }),
    [navigate],
  );
  const isShown = pagePathOf(path) === accountPath;
  useEffect(() => {
    if (signedOut && isShown) askToSignIn();
  }, [signedOut, isShown, askToSignIn]);

  // The element that the URL's fragment names exists only once the account has been loaded.
  const isHere = account != null;
  useEffect(() => {
    if (!isHere) return;
    wasHere.current = true;
    rememberSession();
  }, [isHere]);
  useEffect(() => {
    if (isHere && location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }, [isHere]);

  // Another tab may have signed out, or in as another person. What is pressed here would be about that one.
  const shownId = account?.id;
  useEffect(() => {
    if (!shownId || !isShown) return;
    async function lookAgain() {
      if (document.visibilityState === 'hidden') return;
      const isStillHere = notePage();
      const answer = await client.query({ query: WhoAmIDocument }).catch(() => undefined);
      if (!answer?.data || !isStillHere()) return;
      if (!answer.data.me) askToSignIn();
      else if (answer.data.me.id !== shownId) location.reload();
    }
    document.addEventListener('visibilitychange', lookAgain);
    return () => document.removeEventListener('visibilitychange', lookAgain);
  }, [client, shownId, isShown, askToSignIn]);

  async function signOut() {
    if ((await logout.send({}, forgetPerson)) !== undefined) navigate('/login', { state: { signedOut: true } });
  }

  const deleted = (accountDeleted: true | 'perhaps') => navigate('/login', { state: { accountDeleted } });

  async function changed() {
    setSuspect(null);
    await reload();
  }

  /** Asks again for what the page shows. Where that fails, what it shows stays. */
  async function reload() {
    await refetch().catch(() => undefined);
  }

  const title = t`Your account`;
  if (!account || !data) {
    return (
      <Page title={title} phase={failure ? 'failure' : 'loading'} wide busy={!failure}>
        {failure ? (
          <section className="card narrow">
            <RequestFailureNotice failure={failure} />
            <Button onPress={() => void refetch()}>
              <Trans>Try again</Trans>
            </Button>
          </section>
        ) : (
          <Waiting />
        )}
      </Page>
    );
  }

  return (
    <Page title={title} phase="account" wide>
      <ContinueHome className="lead" />
      <section className="card" aria-labelledby="profile">
        <div className="panel-head">
          <h2 id="profile">
            <bdi translate="no">{account.email}</bdi>
          </h2>
          <Button look="small" busy={logout.sending} busyLabel={t`Signing out…`} onPress={signOut}>
            <Trans>Sign out</Trans>
          </Button>
        </div>
        {logout.failure && <RequestFailureNotice failure={logout.failure} />}
        <dl className="facts">
          <div>
            <dt>
              <Trans>Account created</Trans>
            </dt>
            <dd>
              <Timestamp at={account.createdAt} />
            </dd>
          </div>
          <div>
            <dt>
              <Trans>Last sign-in</Trans>
            </dt>
            <dd>{account.lastLoginAt ? <Timestamp at={account.lastLoginAt} /> : <Trans>Never</Trans>}</dd>
          </div>
        </dl>
      </section>
      <Sessions sessions={account.sessions} onChanged={refetch} />
      <ChangePassword
        email={account.email}
        policy={data.passwordPolicy}
        sessions={account.sessions}
        suspect={suspect}
        problems={problems}
        onRefused={refuse}
        onChanged={changed}
        onSignedOut={askToSignIn}
      />
      <ChangeEmail key={account.email} email={account.email} onRequested={reload} onSignedOut={askToSignIn} />
      <SecurityEvents
        newest={account.securityEvents}
        onSignedOut={askToSignIn}
        onNotMe={event => {
          refuse([]);
          setSuspect({ event });
        }}
      />
      <DownloadData onSignedOut={askToSignIn} />
      {place.accountDeletion !== false && (
        <DeleteAccount email={account.email} onGone={forgetPerson} onDeleted={deleted} onSignedOut={askToSignIn} />
      )}
    </Page>
  );
}

/** Forgets what the pages keep in this browser about the person who was signed in. */
function forgetPerson(): void {
  forgetSession();
  dropCarried();
}
