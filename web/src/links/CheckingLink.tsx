import { Trans, useLingui } from '@lingui/react/macro';
import { RequestFailureNotice } from '../app/RequestFailureNotice.tsx';
import { Button } from '../ui/Button.tsx';
import type { IconName } from '../ui/Icon.tsx';
import { Page, Waiting } from '../ui/Page.tsx';
import type { LinkState } from './useMailedLink.ts';

interface CheckingLinkProps {
  readonly title: string;
  readonly icon?: IconName;
  readonly state: Extract<LinkState<unknown>, { kind: 'checking' | 'failure' }>;
}

/** What is shown while a link is being checked, or when the server could not be asked. */
export function CheckingLink({ title, icon = 'key', state }: CheckingLinkProps) {
  const { t } = useLingui();
  if (state.kind === 'checking') {
    return (
      <Page title={title} phase="checking" icon={icon} busy lead={<Waiting>{t`Checking your link…`}</Waiting>}>
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
    <Page title={title} phase="failure" icon={icon} refused>
      <RequestFailureNotice failure={state.failure} />
      <Button onPress={state.retry}>
        <Trans>Try again</Trans>
      </Button>
    </Page>
  );
}
