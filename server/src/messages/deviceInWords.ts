import type { Device } from '../domain/describeDevice.ts';
import type { Language } from '../domain/language.ts';

interface DeviceWords {
  readonly both: (browser: string, system: string) => string;
  readonly unknown: string;
}

const words: Readonly<Record<Language, DeviceWords>> = {
  en: { both: (browser, system) => `${browser} on ${system}`, unknown: 'Unknown device' },
  de: { both: (browser, system) => `${browser} auf ${system}`, unknown: 'Unbekanntes Gerät' },
  fr: { both: (browser, system) => `${browser} sur ${system}`, unknown: 'Appareil inconnu' },
  es: { both: (browser, system) => `${browser} en ${system}`, unknown: 'Dispositivo desconocido' },
  pt: { both: (browser, system) => `${browser} em ${system}`, unknown: 'Dispositivo desconhecido' },
  ja: { both: (browser, system) => `${system} の ${browser}`, unknown: '不明なデバイス' },
  'zh-Hans': { both: (browser, system) => `${system} 上的 ${browser}`, unknown: '未知设备' },
  'zh-Hant': { both: (browser, system) => `${system} 上的 ${browser}`, unknown: '不明的裝置' },
  ar: { both: (browser, system) => `${browser} على ${system}`, unknown: 'جهاز غير معروف' },
};

/** The name of a device in a language, such as “Firefox on Windows”, for pages and mails alike. */
export function deviceInWords(language: Language, { browser, system }: Device): string {
  const { both, unknown } = words[language];
  if (browser && system) return both(browser, system);
  return browser ?? system ?? unknown;
}
