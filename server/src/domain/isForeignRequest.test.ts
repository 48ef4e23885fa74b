import { describe, expect, it } from 'vitest';
import { isForeignRequest, LOOPBACK_NAMES } from './isForeignRequest.ts';

const foreign = (headers: Record<string, string>, method = 'GET') =>
  isForeignRequest({ method, headers }, LOOPBACK_NAMES);

describe('a request of a page', () => {
  it.each<Record<string, string>>([
    { host: 'localhost:1080' },
    { host: '127.0.0.1' },
    { host: '[::1]:4000' },
    { host: 'LOCALHOST:1080' },
    { host: 'localhost:1080', origin: 'http://localhost:1080', 'sec-fetch-site': 'same-origin' },
    { host: 'localhost', 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' },
    { host: 'localhost:1080', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
  ])('is our own: %j', headers => {
    expect(foreign(headers)).toBe(false);
  });

  it.each<Record<string, string>>([
    {},
    { host: '' },
    { host: 'evil.example' },
    { host: 'evil.example:1080' },
    { host: 'localhost.evil.example' },
    { host: 'localhost@evil.example' },
    { host: 'evil.example#localhost' },
    { host: 'localhost/evil' },
    { host: 'localhost:1080', origin: 'null' },
    { host: 'localhost:1080', origin: 'https://evil.example' },
    { host: 'localhost:1080', origin: 'http://localhost:3000' },
    { host: 'localhost:1080', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
    { host: 'localhost:1080', 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' },
  ])('may be a foreign one: %j', headers => {
    expect(foreign(headers)).toBe(true);
  });

  it('changes nothing without naming its own origin', () => {
    expect(foreign({ host: 'localhost:1080' }, 'POST')).toBe(true);
    expect(foreign({ host: 'localhost:1080', origin: 'http://localhost:1080' }, 'POST')).toBe(false);
  });
});
