import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeDevice } from './describeDevice.ts';

const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';

describe('a device', () => {
  it.each([
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/153.0.0.0 Safari/537.36`, 'Chrome', 'Windows', false],
    [`Mozilla/5.0 (Windows NT 10.0) ${webkit} Chrome/153.0.0.0 Safari/537.36 Edg/153.0.0.0`, 'Edge', 'Windows', false],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:148.0) Gecko/20100101 Firefox/148.0', 'Firefox', 'Linux', false],
    [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webkit} Version/19.0 Safari/605.1.15`, 'Safari', 'Mac', false],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) ${webkit} CriOS/153.0 Mobile/15E148 Safari/604.1`,
      'Chrome',
      'iPhone',
      true,
    ],
    [
      `Mozilla/5.0 (Linux; Android 16) ${webkit} SamsungBrowser/29.0 Chrome/150.0.0.0 Mobile Safari/537.36`,
      'Samsung Internet',
      'Android',
      true,
    ],
    ['curl/8.14.1', 'curl', null, false],
  ])('is recognised by %s', (userAgent, browser, system, handheld) => {
    expect(describeDevice(userAgent)).toEqual({ browser, system, handheld });
  });

  it.each([null, '', 'something else'])('with another User-Agent is unknown: %j', userAgent => {
    expect(describeDevice(userAgent)).toEqual({ browser: null, system: null, handheld: false });
  });

  it('has a name of known words alone, regardless of what stands in the header', () => {
    const known = new Set(
      ['Edge', 'Opera', 'Vivaldi', 'Samsung Internet', 'DuckDuckGo', 'Firefox', 'Chrome', 'Safari', 'curl']
        .concat(['iPhone', 'iPad', 'Android', 'Windows', 'ChromeOS', 'Mac', 'Linux'])
        .concat('null'),
    );
    const word = fc.constantFrom('Firefox/1', 'Version/1 Safari/', 'curl/', 'Windows', 'Android', 'Edg/', 'X11', '\n');
    const header = fc.array(fc.oneof(word, fc.string())).map(words => words.join(' '));
    fc.assert(
      fc.property(header, userAgent => {
        const { browser, system } = describeDevice(userAgent);
        return known.has(String(browser)) && known.has(String(system));
      }),
    );
  });
});
