import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startLocalMailbox } from './localMailbox.ts';
import { createTransport } from './transport.ts';

describe('the local mailbox', () => {
  it('shows on its page what was sent to it', async () => {
    const mailbox = await startLocalMailbox(0, 0);
    const server = { host: '127.0.0.1', port: mailbox.smtpPort, tls: 'none' as const, from: 'no-reply@rekey.example' };
    const transport = createTransport(server, { brandName: 'Rekey' });
    const mail = {
      id: 'one',
      language: 'en' as const,
      subject: 'Hello',
      text: 'Hello',
      html: '<p>Hello</p>',
      date: new Date(),
    };
    const delivery = await transport.send({ ...mail, to: 'anna@example.com' }, new AbortController().signal);
    transport.close();

    const page = await fetch(mailbox.webUrl, { headers: { accept: 'text/html' } });
    const shown = await fetch(`${mailbox.webUrl}/api/email`).then(answer => answer.json());
    await mailbox.close();
    expect(delivery.kind).toBe('accepted');
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(shown).toMatchObject([{ subject: 'Hello', to: [{ address: 'anna@example.com' }] }]);
  });

  it('moves to the next free port when its own is taken', async () => {
    const occupant = createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => occupant.once('listening', resolve));
    const address = occupant.address();
    const taken = typeof address === 'object' && address ? address.port : 0;

    const mailbox = await startLocalMailbox(taken, 0);
    expect(mailbox.smtpPort).toBeGreaterThan(taken);
    await mailbox.close();
    occupant.close();
  });
});
