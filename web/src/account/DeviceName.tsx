import { useLingui } from '@lingui/react';
import { describeDevice } from '../../../server/src/domain/describeDevice.ts';
import type { Language } from '../../../server/src/domain/language.ts';
import { deviceInWords } from '../../../server/src/messages/deviceInWords.ts';

/** The name of a device, such as “Firefox on Windows”, in the words that emails use. */
export function DeviceName({ userAgent }: { userAgent: string | null }) {
  const { i18n } = useLingui();
  return <span>{deviceInWords(i18n.locale as Language, describeDevice(userAgent))}</span>;
}
