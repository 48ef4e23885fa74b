import type { Words } from '../words.ts';

export const words: Words = {
  colon: '\u00a0:',
  fallback: 'Si le bouton ne fonctionne pas, ouvrez cette adresse dans votre navigateur :',
  help: 'Une question ? Nous sommes là pour vous aider :',
  terms: 'Conditions d’utilisation',
  privacy: 'Politique de confidentialité',
  'password-reset': {
    subject: 'Choisissez un nouveau mot de passe pour {{brand}}',
    preview: 'Le lien est valable {{expiresIn}}. Si vous ne faites rien, rien ne change.',
    heading: 'Choisissez un nouveau mot de passe',
    before: [
      'Quelqu’un (vous, nous l’espérons) a demandé un nouveau mot de passe pour {{address}} sur {{brand}}.',
      'Demande faite avec : {{device}}',
    ],
    action: 'Choisir un nouveau mot de passe',
    after: [
      'Le lien est valable {{expiresIn}} et ne peut servir qu’une seule fois.',
      'Si vous ne faites rien, rien ne change : votre mot de passe reste le même.',
    ],
    second: {
      before: 'Vous n’avez rien demandé ? Annulez ce lien et tous ceux que nous vous avons envoyés :',
      action: 'Ce n’était pas moi',
    },
  },
  registration: {
    subject: 'Créez votre compte {{brand}}',
    preview: 'Il ne reste qu’à choisir un mot de passe. Le lien est valable {{expiresIn}}.',
    heading: 'Bienvenue sur {{brand}}',
    before: [
      'Quelqu’un (vous, nous l’espérons) a demandé à créer un compte pour {{address}} sur {{brand}}. Il ne reste plus qu’à choisir un mot de passe.',
    ],
    action: 'Choisir un mot de passe',
    after: [
      'Le lien est valable {{expiresIn}} et ne peut servir qu’une seule fois.',
      'Si vous ne faites rien, il ne se passe rien : aucun compte n’est créé.',
    ],
  },
  invitation: {
    subject: 'Votre invitation à rejoindre {{brand}}',
    preview: 'Il ne reste qu’à choisir un mot de passe. Le lien est valable {{expiresIn}}.',
    heading: 'Votre invitation à rejoindre {{brand}}',
    before: [
      '{{brand}} vous invite à créer un compte pour {{address}}. Il ne reste plus qu’à choisir un mot de passe.',
    ],
    action: 'Choisir un mot de passe',
    after: [
      'Le lien est valable {{expiresIn}} et ne peut servir qu’une seule fois.',
      'Si vous ne faites rien, il ne se passe rien : aucun compte n’est créé.',
    ],
  },
  'already-registered': {
    subject: 'Vous avez déjà un compte {{brand}}',
    preview: 'Inutile d’en créer un autre : il suffit de vous connecter.',
    heading: 'Vous avez déjà un compte',
    before: [
      'Quelqu’un (vous, nous l’espérons) a demandé à créer un compte pour {{address}} sur {{brand}}. Il en existe déjà un : il suffit de vous connecter.',
    ],
    action: 'Se connecter',
    after: [
      'Si vous ne faites rien, rien ne change. La personne qui a fait la demande n’a pas appris que ce compte existe.',
    ],
    second: { before: 'Mot de passe oublié ?', action: 'En choisir un nouveau' },
  },
  'password-changed': {
    subject: 'Votre mot de passe {{brand}} a été modifié',
    preview: 'Le {{changedAt}}. Si c’était vous, il n’y a rien à faire.',
    heading: 'Votre mot de passe a été modifié',
    before: [
      'Le mot de passe de {{address}} sur {{brand}} a été modifié le {{changedAt}}.',
      'Appareil : {{device}}',
      'Si c’était vous, il n’y a rien à faire.',
      'Si ce n’était pas vous, choisissez tout de suite un nouveau mot de passe. Toutes les personnes connectées à votre compte seront déconnectées.',
    ],
    action: 'Choisir un nouveau mot de passe',
    after: [],
  },
  'email-change': {
    subject: 'Confirmez votre nouvelle adresse pour {{brand}}',
    preview: 'Le lien est valable {{expiresIn}}. Si vous ne faites rien, rien ne change.',
    heading: 'Confirmez votre nouvelle adresse',
    before: [
      'Quelqu’un (vous, nous l’espérons) a demandé le {{askedAt}} à utiliser {{address}} pour son compte sur {{brand}}.',
      'Demande faite avec : {{device}}',
    ],
    action: 'Confirmer cette adresse',
    after: [
      'Le lien est valable {{expiresIn}} et ne peut servir qu’une seule fois.',
      'Si vous ne faites rien, rien ne change : le compte garde son adresse. Si ce n’était pas vous, ne confirmez pas.',
    ],
  },
  'email-changed': {
    subject: 'L’adresse e-mail de votre compte {{brand}} a été modifiée',
    preview: 'Le {{changedAt}}. Si c’était vous, il n’y a rien à faire.',
    heading: 'Votre adresse e-mail a été modifiée',
    before: [
      'Le compte de {{address}} sur {{brand}} a reçu une autre adresse le {{changedAt}}.',
      'Appareil : {{device}}',
      'Si c’était vous, il n’y a rien à faire.',
      'Si ce n’était pas vous, annulez tout de suite : votre compte retrouve cette adresse, toutes les personnes connectées sont déconnectées et le mot de passe ne fonctionne plus. Nous vous envoyons ensuite un lien pour en choisir un nouveau.',
    ],
    action: 'Ce n’était pas moi',
    after: ['Le lien est valable {{expiresIn}}, quels que soient les changements entre-temps.'],
  },
  'new-address': {
    subject: 'Votre compte {{brand}} a une nouvelle adresse',
    preview: 'Depuis le {{changedAt}}, vous vous connectez avec cette adresse.',
    heading: 'Votre compte a une nouvelle adresse',
    before: [
      'Les responsables de {{brand}} ont remplacé l’adresse de votre compte par {{address}} le {{changedAt}}. Utilisez-la désormais pour vous connecter. Votre mot de passe reste le même.',
    ],
    action: 'Se connecter',
    after: [],
    second: { before: 'Mot de passe oublié ?', action: 'En choisir un nouveau' },
  },
  'account-deleted': {
    subject: 'Votre compte {{brand}} a été supprimé',
    preview: 'Le {{deletedAt}}. C’est le dernier e-mail envoyé à cette adresse.',
    heading: 'Votre compte a été supprimé',
    before: [
      'Le compte de {{address}} sur {{brand}} a été supprimé le {{deletedAt}}, avec tout ce qui était conservé à son sujet.',
      'C’est le dernier e-mail à ce sujet. Si ce n’était pas vous, quelqu’un connaissait votre mot de passe : ne l’utilisez plus nulle part.',
    ],
    action: 'Aller sur {{brand}}',
    after: [],
  },
  'new-device': {
    subject: 'Nouvelle connexion à votre compte {{brand}}',
    preview: '{{device}}, {{signedInAt}}. Si c’était vous, il n’y a rien à faire.',
    heading: 'Connexion avec un nouvel appareil',
    before: [
      'Quelqu’un (vous, nous l’espérons) s’est connecté au compte de {{address}} sur {{brand}} avec un appareil que nous ne connaissons pas encore.',
      'Appareil : {{device}}',
      'Heure : {{signedInAt}}',
      'Si c’était vous, il n’y a rien à faire.',
      'Si ce n’était pas vous, quelqu’un connaît votre mot de passe. Choisissez-en tout de suite un nouveau. Toutes les personnes connectées à votre compte seront déconnectées.',
    ],
    action: 'Choisir un nouveau mot de passe',
    after: [],
    second: { before: 'Vos appareils connectés et l’activité de votre compte :', action: 'Voir mon compte' },
  },
  'failed-sign-ins': {
    subject: 'Tentatives de connexion échouées sur {{brand}}',
    preview: '{{count}} depuis le {{since}}. Si c’était vous, il n’y a rien à faire.',
    heading: 'Tentatives de connexion échouées',
    before: [
      'Tentatives de connexion échouées pour {{address}} sur {{brand}} depuis le {{since}} : {{count}}.',
      'Si c’était vous, il n’y a rien à faire.',
      'Si ce n’était pas vous, votre mot de passe protège toujours votre compte. Si d’autres peuvent le connaître, ou si vous l’utilisez ailleurs, choisissez-en un nouveau.',
    ],
    action: 'Choisir un nouveau mot de passe',
    after: [],
    second: { before: 'Vos appareils connectés et l’activité de votre compte :', action: 'Voir mon compte' },
  },
};
