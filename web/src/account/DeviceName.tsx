import { Trans } from '@lingui/react/macro';
import { describeDevice } from './describeDevice.ts';

/** The name of a device, such as “Firefox on Windows”. */
export function DeviceName({ userAgent }: { userAgent: string | null }) {
  const { browser, system } = describeDevice(userAgent);
  if (browser && system) {
    return (
      <Trans>
        {browser} on {system}
      </Trans>
    );
  }
  const known = browser ?? system;
  return known ? <span>{known}</span> : <Trans>Unknown device</Trans>;
}
