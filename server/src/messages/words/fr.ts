import { waitIn } from '../duration.ts';
import { DAY, type Messages } from '../messages.ts';

/** French, with vous. */
export const words: Messages = {
  passwordResetRequested:
    'Si un compte existe pour cette adresse, nous avons envoyé un e-mail contenant un lien pour choisir un nouveau mot de passe. Il devrait arriver d’ici quelques minutes.',
  passwordResetComplete: 'Votre mot de passe a été modifié. Vous pouvez maintenant vous connecter avec celui-ci.',
  passwordResetRevoked:
    'Tous les liens de réinitialisation envoyés pour ce compte ont cessé de fonctionner. Le mot de passe reste inchangé.',
  registrationStarted:
    'Nous avons envoyé à cette adresse un e-mail qui indique comment continuer. Il devrait arriver d’ici quelques minutes.',
  registrationComplete: 'Votre compte a été créé. Vous pouvez maintenant vous connecter.',
  registrationByInvitation: 'Les comptes ne sont créés ici que sur invitation. Demandez une invitation.',
  registrationClosed: 'Il n’est pas possible de créer un compte ici pour le moment.',
  registrationLinkSpent:
    'Cette adresse a désormais un compte, ou les comptes ne sont plus créés de cette façon. Si vous avez un compte, connectez-vous.',
  passwordChanged: 'Votre mot de passe a été modifié. Toutes les autres sessions ont pris fin.',
  emailChangeRequested:
    'Nous avons envoyé à la nouvelle adresse un e-mail contenant un lien pour la confirmer. D’ici là, rien ne change. Il devrait arriver d’ici quelques minutes.',
  emailChanged:
    'Votre compte a sa nouvelle adresse. Utilisez-la désormais pour vous connecter. Toutes les autres sessions ont pris fin.',
  emailChangeReverted:
    'Votre compte a retrouvé son ancienne adresse. Son mot de passe ne fonctionne plus. Nous vous avons envoyé un e-mail contenant un lien pour en choisir un nouveau.',
  accountDeleted: 'Votre compte a été supprimé.',
  accountDeletionDisabled: 'Les comptes ne peuvent pas être supprimés ici. Adressez-vous aux responsables de ce site.',
  addressTooLong: 'C’est trop long pour une adresse e-mail.',
  addressHasLineBreak: 'L’adresse contient un saut de ligne. Saisissez-la sur une seule ligne.',
  addressHasInvisibleCharacter: 'L’adresse contient un caractère invisible. Saisissez-la au lieu de la coller.',
  addressHasNoAtSign: 'Saisissez une adresse e-mail de la forme name@example.com',
  addressHasSeveralAtSigns: 'Il y a plus d’un @. Saisissez une seule adresse.',
  addressHasSpace: 'L’adresse contient une espace. Saisissez l’adresse seule, par exemple name@example.com.',
  addressHasNoLocalPart: 'La partie avant le @ manque ou contient un caractère qu’aucune adresse ne contient.',
  addressHasNoDomain: 'La partie après le @ n’est pas un domaine tel que example.com.',
  invalidCredentials: 'Adresse e-mail ou mot de passe incorrect.',
  currentPasswordWrong: 'Le mot de passe actuel est incorrect.',
  notSignedIn: 'Connectez-vous d’abord.',
  invalidLink: {
    EXPIRED: 'Ce lien a expiré. Demandez-en un nouveau.',
    SPENT: 'Ce lien a déjà été utilisé, ou quelque chose a changé depuis son envoi. Demandez-en un nouveau.',
    INVALID: 'Ce lien ne fonctionne pas. Vérifiez qu’il a été copié en entier, ou demandez-en un nouveau.',
  },
  passwordRejected: 'Choisissez un autre mot de passe.',
  brokenRule: {
    TOO_SHORT: ({ minLength }) => `Utilisez au moins ${minLength} caractères.`,
    TOO_LONG: ({ maxLength }) => `Utilisez au plus ${maxLength} caractères.`,
    ENTIRELY_NUMERIC: () => 'N’utilisez pas uniquement des chiffres.',
    TOO_COMMON: () => 'C’est l’un des mots de passe les plus utilisés. Choisissez-en un qui n’appartient qu’à vous.',
    TOO_SIMILAR: () => 'Ce mot de passe ressemble trop à votre adresse e-mail.',
    TOO_WEAK: () => 'Ce mot de passe est facile à deviner. Ajoutez quelques mots sans rapport entre eux.',
  },
  errorPage: {
    home: 'Aller à la page d’accueil',
    BAD_REQUEST: {
      heading: 'Cette demande n’a pas pu être comprise',
      advice:
        'Revenez en arrière et réessayez. Si vous avez ouvert un lien reçu par e-mail, vérifiez qu’il est complet.',
    },
    TOO_LONG: {
      heading: 'C’est trop à la fois',
      advice: 'L’adresse ou le texte envoyé est trop long. Revenez en arrière, raccourcissez-le et réessayez.',
    },
    TOO_MANY_COOKIES: {
      heading: 'Votre navigateur envoie trop de cookies',
      advice:
        'Supprimez les cookies de ce site dans les réglages de votre navigateur, puis rouvrez la page. Vous devrez vous reconnecter.',
    },
    TOO_MANY_REQUESTS: { heading: 'Trop de demandes', advice: 'Veuillez patienter une minute avant de réessayer.' },
    WRONG_METHOD: { heading: 'Cette page ne s’utilise pas ainsi', advice: 'Ouvrez-la depuis la page d’accueil.' },
    UNAVAILABLE: {
      heading: 'Nous revenons dans un instant',
      advice: 'Le service n’est pas disponible pour le moment. Veuillez réessayer dans une minute.',
    },
    FAILED: {
      heading: 'Une erreur s’est produite',
      advice: 'L’erreur vient de nous, pas de vous. Veuillez réessayer dans une minute.',
    },
  },
  tooManyRequests: seconds =>
    seconds < DAY
      ? `Veuillez patienter ${waitIn('fr', seconds)} avant de réessayer.`
      : 'Il y a eu trop de tentatives. Pour continuer, choisissez un nouveau mot de passe par e-mail.',
};
