import { Trans, useLingui } from '@lingui/react/macro';
import { accountPath } from '../paths.ts';
import { ButtonLink } from '../ui/ButtonLink.tsx';
import { Page } from '../ui/Page.tsx';

/** There is no page at this address. */
export default function NotFound() {
  const { t } = useLingui();
  return (
    <Page
      title={t`Page not found`}
      icon="search"
      lead={<Trans>There is nothing at this address. It may be misspelt, or the page may have moved.</Trans>}
    >
      <ButtonLink href={accountPath}>
        <Trans>Go to your account</Trans>
      </ButtonLink>
    </Page>
  );
}
