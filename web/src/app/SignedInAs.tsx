import { useApolloClient } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useState } from 'react';
import { LogoutDocument, WhoAmIDocument, type WhoAmIQuery } from '../generated/graphql.ts';
import { rememberLinks } from '../links/mailedLink.ts';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Address } from './Address.tsx';
import { carried, carry } from './carried.ts';
import { RequestFailureNotice } from './RequestFailureNotice.tsx';
import { forgetSession } from './rememberedSession.ts';
import { useSend } from './useSend.ts';

type Person = NonNullable<WhoAmIQuery['me']>;

/**
 * On a page that is about another account: says whose account this browser is signed in to, and offers to sign out.
 * Shows nothing where it is signed in to none, or to the one that `isOwn` recognises.
 */
export function SignedInAs({ isOwn = () => false }: { isOwn?: (person: Person) => boolean }) {
  const { t } = useLingui();
  const client = useApolloClient();
  const logout = useSend(LogoutDocument);
  const [person, setPerson] = useState<Person | null>(null);

  useEffect(() => {
    client.query({ query: WhoAmIDocument }).then(
      ({ data }) => setPerson(data?.me ?? null),
      () => undefined,
    );
  }, [client]);

  async function signOut() {
    const kept = carried();
    const keepLinks = rememberLinks();
    const signedOut = await logout.send({}, () => {
      forgetSession();
      // Signing out may clear the storage of the browser (Clear-Site-Data), and the person goes on from here.
      carry({ ...kept, ...carried() });
      keepLinks();
    });
    if (signedOut === undefined) return;
    setPerson(null);
    document.querySelector<HTMLElement>('h1')?.focus();
  }

  if (!person || isOwn(person)) return null;
  return (
    <Notice
      tone="wait"
      title={
        <Trans>
          This browser is signed in as <Address email={person.email} />
        </Trans>
      }
    >
      <p>
        <Trans>This page is about another account. To go on with that one, sign out first.</Trans>
      </p>
      {logout.failure && <RequestFailureNotice failure={logout.failure} />}
      <Button look="small" busy={logout.sending} busyLabel={t`Signing out…`} onPress={() => void signOut()}>
        <Trans>Sign out and go on</Trans>
      </Button>
    </Notice>
  );
}
