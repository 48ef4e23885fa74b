import { describe, expect, it } from 'vitest';
import type { CanonicalEmail } from '../domain/emailAddress.ts';
import { mailboxOf } from './mailbox.ts';

describe('a mailbox', () => {
  it.each([
    ['ada@example.com', 'ada@example.com'],
    ['ada+news@example.com', 'ada@example.com'],
    ['ada+a+b@example.com', 'ada@example.com'],
    ['ada+@example.com', 'ada@example.com'],
    ['+ada@example.com', '+ada@example.com'],
    ['a.d.a@example.com', 'a.d.a@example.com'],
  ])('of %s is %s', (address, mailbox) => {
    expect(mailboxOf(address as CanonicalEmail)).toBe(mailbox);
  });
});
