import { waitIn } from '../duration.ts';
import { DAY, type Messages } from '../messages.ts';

/** German, with Sie. */
export const words: Messages = {
  passwordResetRequested:
    'Wenn es zu dieser Adresse ein Konto gibt, haben wir eine E-Mail mit einem Link gesendet, mit dem Sie ein neues Passwort wählen können. Sie sollte in wenigen Minuten ankommen.',
  passwordResetComplete: 'Ihr Passwort wurde geändert. Sie können sich jetzt damit anmelden.',
  passwordResetRevoked:
    'Alle Links zum Zurücksetzen, die für dieses Konto gesendet wurden, sind widerrufen. Das Passwort ist unverändert.',
  registrationStarted:
    'Wir haben an diese Adresse eine E-Mail gesendet, in der steht, wie es weitergeht. Sie sollte in wenigen Minuten ankommen.',
  registrationComplete: 'Ihr Konto ist erstellt. Sie können sich jetzt anmelden.',
  registrationByInvitation: 'Konten gibt es hier nur auf Einladung. Bitten Sie um eine Einladung.',
  registrationClosed: 'Zurzeit können hier keine neuen Konten erstellt werden.',
  registrationLinkSpent:
    'Zu dieser Adresse gibt es inzwischen ein Konto, oder Konten werden nicht mehr auf diesem Weg erstellt. Wenn Sie ein Konto haben, melden Sie sich an.',
  passwordChanged: 'Ihr Passwort wurde geändert. Alle anderen Sitzungen wurden beendet.',
  emailChangeRequested:
    'Wir haben an die neue Adresse eine E-Mail mit einem Link gesendet, mit dem Sie sie bestätigen. Bis dahin ändert sich nichts. Sie sollte in wenigen Minuten ankommen.',
  emailChanged:
    'Ihr Konto hat seine neue Adresse. Melden Sie sich ab jetzt mit ihr an. Alle anderen Sitzungen wurden beendet.',
  emailChangeReverted:
    'Ihr Konto hat wieder seine frühere Adresse. Das Passwort gilt nicht mehr. Wir haben Ihnen eine E-Mail mit einem Link gesendet, mit dem Sie ein neues wählen können.',
  accountDeleted: 'Ihr Konto wurde gelöscht.',
  accountDeletionDisabled: 'Konten lassen sich hier nicht löschen. Wenden Sie sich an die Betreiber dieser Website.',
  addressTooLong: 'Das ist zu lang für eine E-Mail-Adresse.',
  addressHasLineBreak: 'In der Adresse ist ein Zeilenumbruch. Geben Sie sie in einer Zeile ein.',
  addressHasInvisibleCharacter: 'In der Adresse ist ein unsichtbares Zeichen. Tippen Sie sie, statt sie einzufügen.',
  addressHasNoAtSign: 'Geben Sie eine E-Mail-Adresse in der Form name@example.com ein.',
  addressHasSeveralAtSigns: 'Es gibt mehr als ein @. Geben Sie eine einzige Adresse ein.',
  addressHasSpace: 'In der Adresse ist ein Leerzeichen. Geben Sie nur die Adresse ein, zum Beispiel name@example.com.',
  addressHasNoLocalPart: 'Der Teil vor dem @ fehlt oder enthält ein Zeichen, das in keiner Adresse vorkommt.',
  addressHasNoDomain: 'Der Teil nach dem @ ist keine Domain wie example.com.',
  invalidCredentials: 'E-Mail-Adresse oder Passwort falsch.',
  currentPasswordWrong: 'Das aktuelle Passwort ist falsch.',
  notSignedIn: 'Melden Sie sich zuerst an.',
  invalidLink: {
    EXPIRED: 'Dieser Link ist abgelaufen. Fordern Sie einen neuen an.',
    SPENT:
      'Dieser Link wurde schon verwendet, oder seit dem Versand hat sich etwas geändert. Fordern Sie einen neuen an.',
    INVALID:
      'Dieser Link funktioniert nicht. Prüfen Sie, ob er vollständig kopiert wurde, oder fordern Sie einen neuen an.',
  },
  passwordRejected: 'Wählen Sie ein anderes Passwort.',
  brokenRule: {
    TOO_SHORT: ({ minLength }) => `Verwenden Sie mindestens ${minLength} Zeichen.`,
    TOO_LONG: ({ maxLength }) => `Verwenden Sie höchstens ${maxLength} Zeichen.`,
    ENTIRELY_NUMERIC: () => 'Verwenden Sie nicht nur Ziffern.',
    TOO_COMMON: () => 'Dies ist eines der am häufigsten verwendeten Passwörter. Wählen Sie eines, das nur Sie haben.',
    TOO_SIMILAR: () => 'Das Passwort ist Ihrer E-Mail-Adresse zu ähnlich.',
    TOO_WEAK: () =>
      'Das Passwort ist leicht zu erraten. Fügen Sie ein paar Wörter hinzu, die nichts miteinander zu tun haben.',
  },
  errorPage: {
    home: 'Zur Startseite',
    BAD_REQUEST: {
      heading: 'Diese Anfrage war nicht zu verstehen',
      advice:
        'Gehen Sie zurück und versuchen Sie es noch einmal. Wenn Sie einen Link aus einer E-Mail geöffnet haben, prüfen Sie, ob er vollständig ist.',
    },
    TOO_LONG: {
      heading: 'Das ist zu viel auf einmal',
      advice:
        'Die Adresse oder der gesendete Text ist zu lang. Gehen Sie zurück, kürzen Sie und versuchen Sie es noch einmal.',
    },
    TOO_MANY_COOKIES: {
      heading: 'Ihr Browser sendet zu viele Cookies',
      advice:
        'Löschen Sie in den Einstellungen Ihres Browsers die Cookies dieser Website und öffnen Sie die Seite erneut. Danach müssen Sie sich neu anmelden.',
    },
    TOO_MANY_REQUESTS: {
      heading: 'Zu viele Anfragen',
      advice: 'Bitte warten Sie eine Minute, bevor Sie es noch einmal versuchen.',
    },
    WRONG_METHOD: {
      heading: 'Diese Seite lässt sich so nicht verwenden',
      advice: 'Öffnen Sie sie über die Startseite.',
    },
    UNAVAILABLE: {
      heading: 'Wir sind gleich wieder da',
      advice: 'Der Dienst ist im Moment nicht erreichbar. Bitte versuchen Sie es in einer Minute noch einmal.',
    },
    FAILED: {
      heading: 'Etwas ist schiefgegangen',
      advice: 'Der Fehler liegt bei uns, nicht bei Ihnen. Bitte versuchen Sie es in einer Minute noch einmal.',
    },
  },
  tooManyRequests: seconds =>
    seconds < DAY
      ? `Bitte warten Sie ${waitIn('de', seconds)}, bevor Sie es noch einmal versuchen.`
      : 'Es gab zu viele Versuche. Wählen Sie per E-Mail ein neues Passwort, um weiterzukommen.',
};
