import { describe, expect, it } from 'vitest';
import { safeNext } from './safeNext.ts';

const origin = 'https://login.example.com';
const place = {
  base: '',
  home: '/account',
  nextOrigins: ['https://shop.example.com', 'https://app.example.com:8443', 'https://xn--bcher-kva.example'],
};

describe('the page after signing in', { tags: ['login-next'] }, () => {
  it.each([
    ['/account', '/account'],
    ['/orders?page=2#last', '/orders?page=2#last'],
    ['/a/../b', '/b'],
    ['/search?q=a%2Fb%253F', '/search?q=a%2Fb%253F'],
    ['/', '/'],
    ['/logins', '/logins'],
    [`${origin}/orders`, '/orders'],
  ])('is a path of this origin: %s', (next, path) => {
    expect(safeNext(next, origin, place)).toBe(path);
  });

  it.each([
    ['https://shop.example.com', 'https://shop.example.com/'],
    ['https://shop.example.com/cart?x=1#y', 'https://shop.example.com/cart?x=1#y'],
    ['https://shop.example.com?x=1', 'https://shop.example.com/?x=1'],
    ['https://app.example.com:8443/', 'https://app.example.com:8443/'],
    ['https://xn--bcher-kva.example/ä', 'https://xn--bcher-kva.example/%C3%A4'],
  ])('is on another origin where that is listed: %s', (next, address) => {
    expect(safeNext(next, origin, place)).toBe(address);
  });

  it.each([
    '',
    'account',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n//evil.example',
    '/\u007f/evil.example',
    'https://evil.example',
    'https:evil.example',
    'https:/evil.example',
    'https:///evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    'blob:https://shop.example.com/x',
    '/..//evil.example',
    '/.//evil.example',
    '/%2e%2e//evil.example',
    ' //evil.example',
    ' /account',
    '/login',
    '/login/',
    '/login?next=/login',
    '/x/../login',
  ])('is never on another origin, nor the sign-in page again: %j', next => {
    expect(safeNext(next, origin, place)).toBe('/account');
  });

  it.each([
    'https://shop.example.com.evil.example/',
    'https://shop.example.comevil.example/',
    'https://evil-shop.example.com/',
    'https://x.shop.example.com/',
    'https://example.com/',
    'https://shop.example.com@evil.example/',
    'https://shop.example.com:x@evil.example/',
    'https://user@shop.example.com/',
    'https://user:pass@shop.example.com/',
    'https://@shop.example.com/',
    'https://shop.example.com:8443/',
    'https://shop.example.com:443/',
    'https://shop.example.com:/',
    'https://app.example.com/',
    'https://app.example.com:84430/',
    'https://app.example.com:8443@evil.example/',
    'https://shop.example.com\\.evil.example/',
    'https://shop.example.com\\@evil.example/',
    'https:\\\\shop.example.com/',
    'https://shop.example.com/\\evil.example',
    'https://shop.example.com\t.evil.example/',
    'https://shop.example.com/\n',
    'h\ttps://shop.example.com/',
    '\u0000https://shop.example.com/',
    ' https://shop.example.com/',
    'http://shop.example.com/',
    'HTTPS://shop.example.com/',
    'https://SHOP.example.com/',
    'ftp://shop.example.com/',
    'javascript://shop.example.com/%0aalert(1)',
    'view-source:https://shop.example.com/',
    'https:shop.example.com/',
    '//shop.example.com/',
    'https://shop.example.com./',
    'https://shop.example.com%2eevil.example/',
    'https://shop%2eexample.com/',
    'https://shop。example.com/',
    'https://ｓhop.example.com/',
    'https://ſhop.example.com/',
    'https://ѕhop.example.com/',
    'https://sho\u00adp.example.com/',
    'https://bücher.example/',
    'https://shop.example.com//evil.example',
    'https://shop.example.com;.evil.example/',
    'https://shop.example.com,https://evil.example/',
    'https://*.example.com/',
    'null',
  ])('is no origin that only looks like a listed one: %j', next => {
    expect(safeNext(next, origin, place)).toBe('/account');
  });

  it('is HOME_URL without `next`, or with a bad one', () => {
    const elsewhere = { ...place, home: 'https://app.example.com/start' };
    expect(safeNext(undefined, origin, elsewhere)).toBe('https://app.example.com/start');
    expect(safeNext('//evil.example', origin, elsewhere)).toBe('https://app.example.com/start');
  });

  it('below a path, is any path of the origin but our own sign-in page', () => {
    const below = { ...place, base: '/auth', home: '/auth/account' };
    expect(safeNext('/login', origin, below)).toBe('/login');
    expect(safeNext('/checkout', origin, below)).toBe('/checkout');
    expect(safeNext('/auth/login', origin, below)).toBe('/auth/account');
  });

  it('is none of the listed origins where none is', () => {
    expect(safeNext('https://shop.example.com/', origin, { ...place, nextOrigins: [] })).toBe('/account');
  });
});
