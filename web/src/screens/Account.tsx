import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import '../account/account.css';
import { ChangePassword } from '../account/ChangePassword.tsx';
import { Moment } from '../account/Moment.tsx';
import { SecurityEvents } from '../account/SecurityEvents.tsx';
import { Sessions } from '../account/Sessions.tsx';
import { SetbackNotice } from '../app/SetbackNotice.tsx';
import { setbackOf } from '../app/setback.ts';
import { useSend } from '../app/useSend.ts';
import { AccountDocument, LogoutDocument } from '../generated/graphql.ts';
import { Button } from '../ui/Button.tsx';
import { Page, Waiting } from '../ui/Page.tsx';
import { useProblems } from '../ui/problems.ts';

/** One's own account: who one is, where one is signed in, what happened, and the password. */
export default function Account() {
  const { t } = useLingui();
  const [, navigate] = useLocation();
  const { data, error, refetch } = useQuery(AccountDocument);
  const logout = useSend(LogoutDocument);
  const [problems, refuse] = useProblems();
  const account = data?.me;
  const signedOut = data?.me === null;

  useEffect(() => {
    if (signedOut) navigate(`/login?next=/account${encodeURIComponent(location.hash)}`, { replace: true });
  }, [signedOut, navigate]);

  // A part of the page that the address names is only there once the account is.
  const isHere = account != null;
  useEffect(() => {
    if (isHere && location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }, [isHere]);

  async function signOut() {
    if ((await logout.send({})) === undefined) return;
    navigate('/login', { state: { signedOut: true } });
  }

  const title = t`Your account`;
  if (!account || !data) {
    return (
      <Page title={title} wide busy={!error}>
        {error ? (
          <section className="card narrow">
            <SetbackNotice setback={setbackOf(error)} />
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
    <Page title={title} wide refused={problems.length > 0}>
      <section className="card" aria-labelledby="profile">
        <div className="panel-head">
          <h2 id="profile">
            <bdi>{account.email}</bdi>
          </h2>
          <Button look="small" busy={logout.sending} busyWords={t`Signing out…`} onPress={signOut}>
            <Trans>Sign out</Trans>
          </Button>
        </div>
        {logout.setback && <SetbackNotice setback={logout.setback} />}
        <dl className="facts">
          <div>
            <dt>
              <Trans>Account opened</Trans>
            </dt>
            <dd>
              <Moment at={account.createdAt} />
            </dd>
          </div>
          <div>
            <dt>
              <Trans>Last sign-in</Trans>
            </dt>
            <dd>{account.lastLoginAt ? <Moment at={account.lastLoginAt} /> : <Trans>Never</Trans>}</dd>
          </div>
        </dl>
      </section>
      <Sessions sessions={account.sessions} onChanged={refetch} />
      <ChangePassword
        email={account.email}
        policy={data.passwordPolicy}
        sessions={account.sessions}
        problems={problems}
        onRefused={refuse}
        onChanged={refetch}
        onSignedOut={() => navigate('/login?next=/account', { replace: true })}
      />
      <SecurityEvents events={account.securityEvents} />
    </Page>
  );
}
