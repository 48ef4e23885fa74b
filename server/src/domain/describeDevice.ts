/** What a User-Agent header tells about a device; null for what it does not tell. */
export interface Device {
  readonly browser: string | null;
  readonly system: string | null;
  readonly handheld: boolean;
}

// The order matters: browsers name others for compatibility, so the most specific name comes first.
const browsers: readonly [RegExp, string][] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\/|\bOpera\b/, 'Opera'],
  [/\bVivaldi\//, 'Vivaldi'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bDuckDuckGo\/|\bDdg\//, 'DuckDuckGo'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bHeadlessChrome\/|\bChrome\/|\bCriOS\/|\bChromium\//, 'Chrome'],
  [/\bVersion\/[\d.]+.*\bSafari\//, 'Safari'],
  [/^curl\//, 'curl'],
];

const systems: readonly [RegExp, string][] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMacintosh\b|\bMac OS X\b/, 'Mac'],
  [/\bLinux\b|\bX11\b/, 'Linux'],
];

/**
 * Reads a User-Agent header, for the pages and the server alike. The caller can claim anything; it is enough for people
 * to recognise their own devices. It returns words of the lists above, and nothing of the header.
 */
export function describeDevice(userAgent: string | null | undefined): Device {
  const named = (list: readonly [RegExp, string][]) =>
    list.find(([pattern]) => pattern.test(userAgent ?? ''))?.[1] ?? null;
  const system = named(systems);
  return {
    browser: named(browsers),
    system,
    handheld: system === 'iPhone' || system === 'iPad' || system === 'Android',
  };
}
