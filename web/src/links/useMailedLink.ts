import type { TypedDocumentNode } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { useEffect, useMemo, useState } from 'react';
import { type RequestFailure, requestFailureOf } from '../app/requestFailure.ts';
import type { LinkStatus } from '../generated/graphql.ts';
import type { LinkPage } from '../paths.ts';
import { forgetLink, keptLink, type MailedLink } from './mailedLink.ts';

/** What the page knows about its link so far. */
export type LinkState<Answer> =
  | { kind: 'checking' }
  | { kind: 'failure'; failure: RequestFailure; retry: () => void }
  | { kind: 'broken'; status: Exclude<LinkStatus, 'VALID'> | 'MISSING' }
  | { kind: 'valid'; link: MailedLink; answer: Answer };

/** The link of this tab: undefined before hydration, null when there is none. */
export function useKeptLink(page: LinkPage): MailedLink | null | undefined {
  const [link, setLink] = useState<MailedLink | null | undefined>(undefined);
  useEffect(() => setLink(keptLink(page)), [page]);
  return link;
}

/** Asks the server whether the link still works, which never spends it, and forgets a link that does not. */
export function useMailedLink<Answer extends { readonly status: LinkStatus }>(
  page: LinkPage,
  query: TypedDocumentNode<Answer, MailedLink>,
): [LinkState<Answer>, (status: LinkStatus) => void] {
  const link = useKeptLink(page);
  const [rejected, setRejected] = useState<LinkStatus | null>(null);
  const variables = link ?? { uid: '', token: '' };
  const { data, error, refetch } = useQuery(query, {
    variables,
    skip: !link,
  });
  const failure = useMemo(() => error && requestFailureOf(error), [error]);
  const status = rejected ?? data?.status;

  useEffect(() => {
    if (status && status !== 'VALID') forgetLink(page);
  }, [status, page]);

  return [stateOf(), setRejected];

  function stateOf(): LinkState<Answer> {
    if (link === null) return { kind: 'broken', status: 'MISSING' };
    if (status && status !== 'VALID') return { kind: 'broken', status };
    if (link && data) return { kind: 'valid', link, answer: data as Answer };
    if (failure) return { kind: 'failure', failure, retry: () => void refetch() };
    return { kind: 'checking' };
  }
}
