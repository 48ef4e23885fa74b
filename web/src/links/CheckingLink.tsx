import { Trans, useLingui } from '@lingui/react/macro';
import { SetbackNotice } from '../app/SetbackNotice.tsx';
import { Button } from '../ui/Button.tsx';
import { Page, Waiting } from '../ui/Page.tsx';
import type { LinkState } from './useMailedLink.ts';

/** What is shown while a link is being checked, or when the server could not be asked. */
export function CheckingLink({
  title,
  state,
}: {
  title: string;
  state: Extract<LinkState, { kind: 'checking' | 'setback' }>;
}) {
  const { t } = useLingui();
  if (state.kind === 'checking') {
    return (
      <Page title={title} moment="checking" emblem="key" busy lead={<Waiting>{t`Checking your link…`}</Waiting>}>
        <div className="placeholder" />
      </Page>
    );
  }
  return (
    <Page title={title} moment="setback" emblem="key" refused>
      <SetbackNotice setback={state.setback} />
      <Button onPress={state.retry}>
        <Trans>Try again</Trans>
      </Button>
    </Page>
  );
}
