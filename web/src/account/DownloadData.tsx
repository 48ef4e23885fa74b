import { Trans, useLingui } from '@lingui/react/macro';
import { brand } from '../app/brand.ts';
import { RequestFailureNotice } from '../app/RequestFailureNotice.tsx';
import { useSend } from '../app/useSend.ts';
import { DownloadAccountDataDocument } from '../generated/graphql.ts';
import { Button } from '../ui/Button.tsx';

/** Saves everything that is kept about the account as a file of JSON. */
export function DownloadData({ onSignedOut }: { readonly onSignedOut: () => void }) {
  const { t } = useLingui();
  const { send, sending, failure } = useSend(DownloadAccountDataDocument);

  async function download() {
    const outcome = await send({}, answer => {
      if (answer.__typename === 'AccountData') save(fileName(new Date()), answer.json);
    });
    if (outcome?.__typename === 'NotSignedIn') onSignedOut();
  }

  return (
    <section className="card panel" aria-labelledby="download-data">
      <div className="panel-head">
        <h2 id="download-data">
          <Trans>Your data</Trans>
        </h2>
        <Button look="small" busy={sending} busyLabel={t`Preparing…`} onPress={download}>
          <Trans>Download my data</Trans>
        </Button>
      </div>
      {failure && <RequestFailureNotice failure={failure} />}
      <p className="soft">
        <Trans>
          A file with everything that we keep about this account: sessions, history and emails. Your password is not in
          it.
        </Trans>
      </p>
    </section>
  );
}

/** Of the brand and the day, in characters that every file system takes. */
function fileName(now: Date): string {
  const product = brand.name.replace(/[^\p{L}\p{M}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'account';
  return `${product}-${now.toISOString().slice(0, 10)}.json`;
}

function save(name: string, json: string): void {
  const url = URL.createObjectURL(new Blob([json], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Some browsers read it a moment later.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
