import { Trans } from '@lingui/react/macro';
import { describeDevice } from './describeDevice.ts';

/** A device in words, such as “Firefox on Windows”. */
export function DeviceName({ userAgent }: { userAgent: string | null }) {
  const { browser, system } = describeDevice(userAgent);
  if (browser && system) {
    return (
      <Trans>
        {browser} on {system}
      </Trans>
    );
  }
  return browser ?? system ?? <Trans>Unknown device</Trans>;
}
