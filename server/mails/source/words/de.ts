import type { Words } from '../words.ts';

export const words: Words = {
  colon: ':',
  fallback: 'Falls die Schaltfläche nicht funktioniert, öffnen Sie diese Adresse in Ihrem Browser:',
  help: 'Fragen? Wir helfen gern:',
  terms: 'Nutzungsbedingungen',
  privacy: 'Datenschutzerklärung',
  'password-reset': {
    subject: 'Neues Passwort für {{brand}} wählen',
    preview: 'Der Link gilt {{expiresIn}}. Wenn Sie nichts tun, ändert sich nichts.',
    heading: 'Wählen Sie ein neues Passwort',
    before: [
      'Jemand, hoffentlich Sie selbst, hat ein neues Passwort für {{address}} bei {{brand}} angefordert.',
      'Angefordert mit: {{device}}',
    ],
    action: 'Neues Passwort wählen',
    after: [
      'Der Link gilt {{expiresIn}} und nur ein einziges Mal.',
      'Wenn Sie nichts tun, ändert sich nichts: Ihr Passwort bleibt, wie es ist.',
    ],
    second: {
      before: 'Nicht angefordert? Widerrufen Sie diesen und alle anderen Links, die wir Ihnen geschickt haben:',
      action: 'Das war ich nicht',
    },
  },
  registration: {
    subject: 'Ihr Konto bei {{brand}} erstellen',
    preview: 'Nur noch ein Passwort wählen. Der Link gilt {{expiresIn}}.',
    heading: 'Willkommen bei {{brand}}',
    before: [
      'Jemand, hoffentlich Sie selbst, möchte ein Konto für {{address}} bei {{brand}} erstellen. Jetzt fehlt nur noch ein Passwort.',
    ],
    action: 'Passwort wählen',
    after: [
      'Der Link gilt {{expiresIn}} und nur ein einziges Mal.',
      'Wenn Sie nichts tun, geschieht nichts: Es wird kein Konto erstellt.',
    ],
  },
  invitation: {
    subject: 'Ihre Einladung zu {{brand}}',
    preview: 'Nur noch ein Passwort wählen. Der Link gilt {{expiresIn}}.',
    heading: 'Ihre Einladung zu {{brand}}',
    before: ['{{brand}} lädt Sie ein, ein Konto für {{address}} zu erstellen. Jetzt fehlt nur noch ein Passwort.'],
    action: 'Passwort wählen',
    after: [
      'Der Link gilt {{expiresIn}} und nur ein einziges Mal.',
      'Wenn Sie nichts tun, geschieht nichts: Es wird kein Konto erstellt.',
    ],
  },
  'already-registered': {
    subject: 'Sie haben bereits ein Konto bei {{brand}}',
    preview: 'Sie brauchen kein zweites: Melden Sie sich einfach an.',
    heading: 'Sie haben bereits ein Konto',
    before: [
      'Jemand, hoffentlich Sie selbst, wollte ein Konto für {{address}} bei {{brand}} erstellen. Es gibt schon eines, Sie können sich also einfach anmelden.',
    ],
    action: 'Anmelden',
    after: ['Wenn Sie nichts tun, ändert sich nichts. Wer gefragt hat, hat nicht erfahren, dass es dieses Konto gibt.'],
    second: { before: 'Passwort vergessen?', action: 'Ein neues wählen' },
  },
  'password-changed': {
    subject: 'Ihr Passwort bei {{brand}} wurde geändert',
    preview: 'Am {{changedAt}}. Wenn Sie das waren, ist nichts weiter zu tun.',
    heading: 'Ihr Passwort wurde geändert',
    before: [
      'Das Passwort für {{address}} bei {{brand}} wurde am {{changedAt}} geändert.',
      'Gerät: {{device}}',
      'Wenn Sie das waren, ist nichts weiter zu tun.',
      'Wenn Sie es nicht waren, wählen Sie jetzt ein neues Passwort. Damit werden alle abgemeldet, die in Ihrem Konto angemeldet sind.',
    ],
    action: 'Neues Passwort wählen',
    after: [],
  },
  'email-change': {
    subject: 'Bestätigen Sie Ihre neue Adresse für {{brand}}',
    preview: 'Der Link gilt {{expiresIn}}. Wenn Sie nichts tun, ändert sich nichts.',
    heading: 'Bestätigen Sie Ihre neue Adresse',
    before: [
      'Jemand, hoffentlich Sie selbst, möchte seit dem {{askedAt}} die Adresse {{address}} für sein Konto bei {{brand}} verwenden.',
      'Angefordert mit: {{device}}',
    ],
    action: 'Adresse bestätigen',
    after: [
      'Der Link gilt {{expiresIn}} und nur ein einziges Mal.',
      'Wenn Sie nichts tun, ändert sich nichts: Das Konto behält seine Adresse. Wenn Sie es nicht waren, bestätigen Sie nicht.',
    ],
  },
  'email-changed': {
    subject: 'Die E-Mail-Adresse Ihres Kontos bei {{brand}} wurde geändert',
    preview: 'Am {{changedAt}}. Wenn Sie das waren, ist nichts weiter zu tun.',
    heading: 'Ihre E-Mail-Adresse wurde geändert',
    before: [
      'Das Konto für {{address}} bei {{brand}} hat am {{changedAt}} eine andere Adresse bekommen.',
      'Gerät: {{device}}',
      'Wenn Sie das waren, ist nichts weiter zu tun.',
      'Wenn Sie es nicht waren, machen Sie es jetzt rückgängig: Ihr Konto bekommt diese Adresse zurück, alle werden abgemeldet, und das Passwort gilt nicht mehr. Danach senden wir Ihnen einen Link, mit dem Sie ein neues wählen.',
    ],
    action: 'Das war ich nicht',
    after: ['Der Link gilt {{expiresIn}}, was auch immer bis dahin geändert wird.'],
  },
  'new-address': {
    subject: 'Ihr Konto bei {{brand}} hat eine neue Adresse',
    preview: 'Seit dem {{changedAt}} melden Sie sich mit dieser Adresse an.',
    heading: 'Ihr Konto hat eine neue Adresse',
    before: [
      'Die Betreiber von {{brand}} haben die Adresse Ihres Kontos am {{changedAt}} auf {{address}} geändert. Melden Sie sich ab jetzt mit ihr an. Ihr Passwort ist noch dasselbe.',
    ],
    action: 'Anmelden',
    after: [],
    second: { before: 'Passwort vergessen?', action: 'Ein neues wählen' },
  },
  'account-deleted': {
    subject: 'Ihr Konto bei {{brand}} wurde gelöscht',
    preview: 'Am {{deletedAt}}. Dies ist die letzte E-Mail an diese Adresse.',
    heading: 'Ihr Konto wurde gelöscht',
    before: [
      'Das Konto für {{address}} bei {{brand}} wurde am {{deletedAt}} gelöscht, mit allem, was dazu gespeichert war.',
      'Dies ist die letzte E-Mail dazu. Wenn Sie es nicht waren, kannte jemand Ihr Passwort: Verwenden Sie es nirgends mehr.',
    ],
    action: 'Zu {{brand}}',
    after: [],
  },
  'new-device': {
    subject: 'Neue Anmeldung bei {{brand}}',
    preview: '{{device}}, {{signedInAt}}. Wenn Sie das waren, ist nichts weiter zu tun.',
    heading: 'Anmeldung mit einem neuen Gerät',
    before: [
      'Jemand, hoffentlich Sie selbst, hat sich beim Konto für {{address}} bei {{brand}} mit einem Gerät angemeldet, das wir noch nicht kennen.',
      'Gerät: {{device}}',
      'Zeit: {{signedInAt}}',
      'Wenn Sie das waren, ist nichts weiter zu tun.',
      'Wenn Sie es nicht waren, kennt jemand Ihr Passwort. Wählen Sie jetzt ein neues. Damit werden alle abgemeldet, die in Ihrem Konto angemeldet sind.',
    ],
    action: 'Neues Passwort wählen',
    after: [],
    second: { before: 'Wo Sie angemeldet sind und was mit Ihrem Konto geschehen ist:', action: 'Zum Konto' },
  },
  'failed-sign-ins': {
    subject: 'Fehlgeschlagene Anmeldungen bei {{brand}}',
    preview: '{{count}} seit dem {{since}}. Wenn Sie das waren, ist nichts weiter zu tun.',
    heading: 'Fehlgeschlagene Anmeldungen',
    before: [
      'Fehlgeschlagene Anmeldungen beim Konto für {{address}} bei {{brand}} seit dem {{since}}: {{count}}.',
      'Wenn Sie das waren, ist nichts weiter zu tun.',
      'Wenn Sie es nicht waren, schützt Ihr Passwort Ihr Konto weiterhin. Falls andere es kennen könnten oder Sie es auch anderswo verwenden, wählen Sie ein neues.',
    ],
    action: 'Neues Passwort wählen',
    after: [],
    second: { before: 'Wo Sie angemeldet sind und was mit Ihrem Konto geschehen ist:', action: 'Zum Konto' },
  },
};
