import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '../ui/Button.tsx';
import { Page } from '../ui/Page.tsx';

/** Shown in place of a page whose code has failed. What was sent before may have reached the server. */
export function PageFailed() {
  const { t } = useLingui();
  return (
    <Page
      title={t`This page has stopped working`}
      icon="alert"
      tone="problem"
      lead={<Trans>What you did last may have worked all the same. Load the page again to see.</Trans>}
    >
      <Button onPress={() => location.reload()}>
        <Trans>Load the page again</Trans>
      </Button>
    </Page>
  );
}
