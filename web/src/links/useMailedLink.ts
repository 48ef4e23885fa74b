import type { TypedDocumentNode } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { useEffect, useState } from 'react';
import { type Setback, setbackOf } from '../app/setback.ts';
import type { LinkStatus } from '../generated/graphql.ts';
import type { Policy } from '../passwords/useNewPassword.ts';
import type { LinkPage } from '../paths.ts';
import { forgetLink, keptLink, type MailedLink } from './mailedLink.ts';

/** What the page behind a mailed link knows of it so far. */
export type LinkState =
  | { kind: 'checking' }
  | { kind: 'setback'; setback: Setback; retry: () => void }
  | { kind: 'trouble'; status: Exclude<LinkStatus, 'VALID'> | 'MISSING' }
  | { kind: 'valid'; link: MailedLink; policy: Policy };

interface LinkAnswer {
  status: LinkStatus;
  passwordPolicy: Policy;
}

/** The kept link, undefined while the page is only a prerendered one, null when this tab has none. */
export function useKeptLink(page: LinkPage): MailedLink | null | undefined {
  const [link, setLink] = useState<MailedLink | null | undefined>(undefined);
  useEffect(() => setLink(keptLink(page)), [page]);
  return link;
}

/** Asks the server whether the kept link still works, which never spends it, and forgets one that does not. */
export function useMailedLink(
  page: LinkPage,
  question: TypedDocumentNode<LinkAnswer, MailedLink>,
): [LinkState, (status: LinkStatus) => void] {
  const link = useKeptLink(page);
  const [refused, setRefused] = useState<LinkStatus | null>(null);
  const variables = link ?? { uid: '', token: '' };
  const { data, error, refetch } = useQuery(question, {
    variables,
    skip: !link,
  });
  const status = refused ?? data?.status;

  useEffect(() => {
    if (status && status !== 'VALID') forgetLink(page);
  }, [status, page]);

  return [stateOf(), setRefused];

  function stateOf(): LinkState {
    if (link === null) return { kind: 'trouble', status: 'MISSING' };
    if (status && status !== 'VALID') return { kind: 'trouble', status };
    if (link && data) return { kind: 'valid', link, policy: data.passwordPolicy };
    if (error) return { kind: 'setback', setback: setbackOf(error), retry: () => void refetch() };
    return { kind: 'checking' };
  }
}
