import type { Language } from '../../domain/language.ts';
import type { MailTemplateName, MailValues } from '../mail.ts';
import type { RenderedMail, Templates } from './templates.ts';

const ADDRESS = 'anna.example@example.com';
const TOKEN = 'dtxg4k-c5d0a8e7f1b94d1c9a3f0b6e2d8c7a5f4e3b2a19';

/** Links that look like real ones and open nothing. */
function sampleUrl(path: string): string {
  return `https://rekey.example/${path}/MmQ1YTQ2ZjgtYjE/${TOKEN}`;
}

/** Made-up values for each mail. */
export const sampleValues: MailValues = {
  'password-reset': {
    address: ADDRESS,
    resetUrl: sampleUrl('password-reset-confirm'),
    revokeUrl: sampleUrl('password-reset-revoke'),
    expiresInSeconds: 3_600,
  },
  registration: { address: ADDRESS, registerUrl: sampleUrl('register-confirm'), expiresInSeconds: 86_400 },
  'already-registered': {
    address: ADDRESS,
    loginUrl: 'https://rekey.example/login',
    resetUrl: 'https://rekey.example/password-reset',
  },
  'password-changed': {
    address: ADDRESS,
    changedAt: new Date('2026-03-14T15:09:00Z'),
    resetUrl: 'https://rekey.example/password-reset',
  },
};

/** A mail with made-up values, to be looked at while developing. */
export function previewMail(templates: Templates, template: MailTemplateName, language: Language): RenderedMail {
  const [to, values] = [ADDRESS, sampleValues] as const;
  switch (template) {
    case 'password-reset':
      return templates.render({ to, language, template, values: values[template] });
    case 'registration':
      return templates.render({ to, language, template, values: values[template] });
    case 'already-registered':
      return templates.render({ to, language, template, values: values[template] });
    case 'password-changed':
      return templates.render({ to, language, template, values: values[template] });
  }
}
