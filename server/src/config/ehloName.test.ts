import { describe, expect, it } from 'vitest';
import { ConfigurationError, readConfig } from './config.ts';

const ehloNameWith = (environment: NodeJS.ProcessEnv) =>
  readConfig({ EMAIL_HOST: 'mail.example.com', ...environment }).mailServer?.ehloName;

describe('how the mail server is greeted', () => {
  it.each([
    [undefined, 'localhost'],
    ['http://localhost:4000', 'localhost'],
    ['https://login.example.com', 'login.example.com'],
    ['https://login.example.com:8443', 'login.example.com'],
    ['https://xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['http://192.0.2.1:4000', '[192.0.2.1]'],
    ['http://[2001:db8::1]', '[IPv6:2001:db8::1]'],
  ])('is the host of PUBLIC_URL %s', (publicUrl, name) => {
    expect(ehloNameWith({ PUBLIC_URL: publicUrl })).toBe(name);
  });

  it.each(['mx.example.com', 'xn--bcher-kva.example', 'mail', '[192.0.2.1]', '[IPv6:2001:db8::1]'])(
    'is EMAIL_EHLO_NAME %s where that is set',
    name => {
      expect(ehloNameWith({ PUBLIC_URL: 'https://login.example.com', EMAIL_EHLO_NAME: name })).toBe(name);
    },
  );

  it.each([
    'bücher.example',
    'two words',
    'under_score.example',
    '-dash.example',
    'double..dot',
    'ends.with.dot.',
    '192.0.2.1',
    '[192.0.2.256]',
    '[2001:db8::1]',
    '[IPv6:fe80::1%eth0]',
    '[IPv6:]',
    'https://login.example.com',
    'a.example\r\nMAIL FROM:<eve@example.com>',
    `${'a'.repeat(64)}.example`,
    `${'a.'.repeat(127)}example`,
  ])('is refused where no server could accept it: %j', name => {
    expect(() => ehloNameWith({ EMAIL_EHLO_NAME: name })).toThrow(ConfigurationError);
    expect(() => ehloNameWith({ EMAIL_EHLO_NAME: name })).toThrow(/EMAIL_EHLO_NAME must be a domain name/);
  });
});
