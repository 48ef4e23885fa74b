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
    ['ada@\uff45xample.com', 'ada@example.com'],
    ['ada@mu\u0308ller.example', 'ada@xn--mller-kva.example'],
    ['ada@m\u00fcller.example', 'ada@xn--mller-kva.example'],
    ['ada@xn--mller-kva.example', 'ada@xn--mller-kva.example'],
    ['zoe\u0308@example.com', 'zo\u00eb@example.com'],
    ['ada@xn--a.example', 'ada@xn--a.example'],
  ])('of %s is %s', (address, mailbox) => {
    expect(mailboxOf(address as CanonicalEmail)).toBe(mailbox);
  });
});
