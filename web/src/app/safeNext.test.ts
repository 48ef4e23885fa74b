import { describe, expect, it } from 'vitest';
import { safeNext } from './safeNext.ts';

const origin = 'https://login.example.com';

describe('the page after signing in', () => {
  it.each([
    ['/account', '/account'],
    ['/orders?page=2#last', '/orders?page=2#last'],
    ['/a/../b', '/b'],
  ])('is a path of this origin: %s', (next, path) => {
    expect(safeNext(next, origin)).toBe(path);
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
    'https://evil.example',
    'https:evil.example',
    'javascript:alert(1)',
    '/..//evil.example',
    ' //evil.example',
  ])('is never on another origin: %j', next => {
    expect(safeNext(next, origin)).toBe('/account');
  });

  it('is the account without `next`', () => {
    expect(safeNext(undefined, origin)).toBe('/account');
  });
});
