import { Trans, useLingui } from '@lingui/react/macro';
import { RequestFailureNotice } from '../app/RequestFailureNotice.tsx';
import { Button } from '../ui/Button.tsx';
import { Page, Waiting } from '../ui/Page.tsx';
import type { LinkState } from './useMailedLink.ts';

/** What is shown while a link is being checked, or when the server could not be asked. */
export function CheckingLink({
  title,
  state,
}: {
  title: string;
  state: Extract<LinkState, { kind: 'checking' | 'failure' }>;
}) {
  const { t } = useLingui();
  if (state.kind === 'checking') {
    return (
      <Page title={title} phase="checking" icon="key" busy lead={<Waiting>{t`Checking your link…`}</Waiting>}>
        <div className="skeleton needs-scripts" aria-hidden="true">
          <span />
          <span />
          <span />
          <span />
          <span />
          <span />
        </div>
      </Page>
    );
  }
  return (
    <Page title={title} phase="failure" icon="key" refused>
      <RequestFailureNotice failure={state.failure} />
      <Button onPress={state.retry}>
        <Trans>Try again</Trans>
      </Button>
    </Page>
  );
}
