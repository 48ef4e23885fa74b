import type { Words } from '../words.ts';

export const words: Words = {
  colon: ':',
  fallback: 'Si el botón no funciona, abra esta dirección en su navegador:',
  help: '¿Tiene alguna pregunta? Estamos para ayudarle:',
  terms: 'Condiciones de uso',
  privacy: 'Política de privacidad',
  'password-reset': {
    subject: 'Elija una contraseña nueva para {{brand}}',
    preview: 'El enlace es válido durante {{expiresIn}}. Si no hace nada, nada cambia.',
    heading: 'Elija una contraseña nueva',
    before: [
      'Alguien (esperamos que haya sido usted) ha solicitado una contraseña nueva para {{address}} en {{brand}}.',
      'Solicitada desde: {{device}}',
    ],
    action: 'Elegir una contraseña nueva',
    after: [
      'El enlace es válido durante {{expiresIn}} y solo puede usarse una vez.',
      'Si no hace nada, nada cambia: su contraseña sigue siendo la misma.',
    ],
    second: {
      before: '¿No lo solicitó usted? Cancele este enlace y todos los demás que le hemos enviado:',
      action: 'No fui yo',
    },
  },
  registration: {
    subject: 'Cree su cuenta de {{brand}}',
    preview: 'Solo falta elegir una contraseña. El enlace es válido durante {{expiresIn}}.',
    heading: 'Le damos la bienvenida a {{brand}}',
    before: [
      'Alguien (esperamos que haya sido usted) ha solicitado crear una cuenta para {{address}} en {{brand}}. Solo falta elegir una contraseña.',
    ],
    action: 'Elegir una contraseña',
    after: [
      'El enlace es válido durante {{expiresIn}} y solo puede usarse una vez.',
      'Si no hace nada, no ocurre nada: no se crea ninguna cuenta.',
    ],
  },
  invitation: {
    subject: 'Su invitación a {{brand}}',
    preview: 'Solo falta elegir una contraseña. El enlace es válido durante {{expiresIn}}.',
    heading: 'Su invitación a {{brand}}',
    before: ['{{brand}} le invita a crear una cuenta para {{address}}. Solo falta elegir una contraseña.'],
    action: 'Elegir una contraseña',
    after: [
      'El enlace es válido durante {{expiresIn}} y solo puede usarse una vez.',
      'Si no hace nada, no ocurre nada: no se crea ninguna cuenta.',
    ],
  },
  'already-registered': {
    subject: 'Ya tiene una cuenta de {{brand}}',
    preview: 'No hace falta crear otra: basta con iniciar sesión.',
    heading: 'Ya tiene una cuenta',
    before: [
      'Alguien (esperamos que haya sido usted) ha solicitado crear una cuenta para {{address}} en {{brand}}. Ya existe una, así que basta con iniciar sesión.',
    ],
    action: 'Iniciar sesión',
    after: ['Si no hace nada, nada cambia. A quien lo solicitó no se le ha dicho que la cuenta existe.'],
    second: { before: '¿Ha olvidado su contraseña?', action: 'Elegir una nueva' },
  },
  'password-changed': {
    subject: 'Se ha cambiado su contraseña de {{brand}}',
    preview: 'El {{changedAt}}. Si fue usted, no tiene que hacer nada.',
    heading: 'Se ha cambiado su contraseña',
    before: [
      'La contraseña de {{address}} en {{brand}} se cambió el {{changedAt}}.',
      'Dispositivo: {{device}}',
      'Si fue usted, no tiene que hacer nada.',
      'Si no fue usted, elija ahora una contraseña nueva. Se cerrarán todas las sesiones abiertas en su cuenta.',
    ],
    action: 'Elegir una contraseña nueva',
    after: [],
  },
  'email-change': {
    subject: 'Confirme su nueva dirección para {{brand}}',
    preview: 'El enlace es válido durante {{expiresIn}}. Si no hace nada, nada cambia.',
    heading: 'Confirme su nueva dirección',
    before: [
      'Alguien (esperamos que haya sido usted) solicitó el {{askedAt}} usar {{address}} para su cuenta de {{brand}}.',
      'Solicitado desde: {{device}}',
    ],
    action: 'Confirmar esta dirección',
    after: [
      'El enlace es válido durante {{expiresIn}} y solo puede usarse una vez.',
      'Si no hace nada, nada cambia: la cuenta conserva su dirección. Si no fue usted, no la confirme.',
    ],
  },
  'email-changed': {
    subject: 'Se ha cambiado el correo de su cuenta de {{brand}}',
    preview: 'El {{changedAt}}. Si fue usted, no tiene que hacer nada.',
    heading: 'Se ha cambiado su dirección de correo',
    before: [
      'La cuenta de {{address}} en {{brand}} pasó a tener otra dirección el {{changedAt}}.',
      'Dispositivo: {{device}}',
      'Si fue usted, no tiene que hacer nada.',
      'Si no fue usted, deshágalo ahora: su cuenta recupera esta dirección, se cierran todas las sesiones y la contraseña deja de servir. Después le enviaremos un enlace para elegir una nueva.',
    ],
    action: 'No fui yo',
    after: ['El enlace es válido durante {{expiresIn}}, sean cuales sean los cambios hasta entonces.'],
  },
  'new-address': {
    subject: 'Su cuenta de {{brand}} tiene una dirección nueva',
    preview: 'Desde el {{changedAt}} inicia sesión con esta dirección.',
    heading: 'Su cuenta tiene una dirección nueva',
    before: [
      'Los responsables de {{brand}} cambiaron la dirección de su cuenta a {{address}} el {{changedAt}}. A partir de ahora, inicie sesión con ella. Su contraseña sigue siendo la misma.',
    ],
    action: 'Iniciar sesión',
    after: [],
    second: { before: '¿Ha olvidado su contraseña?', action: 'Elegir una nueva' },
  },
  'account-deleted': {
    subject: 'Se ha eliminado su cuenta de {{brand}}',
    preview: 'El {{deletedAt}}. Este es el último correo a esta dirección.',
    heading: 'Se ha eliminado su cuenta',
    before: [
      'La cuenta de {{address}} en {{brand}} se eliminó el {{deletedAt}}, con todo lo que se guardaba sobre ella.',
      'Este es el último correo al respecto. Si no fue usted, alguien conocía su contraseña: no la use en ningún otro sitio.',
    ],
    action: 'Ir a {{brand}}',
    after: [],
  },
  'new-device': {
    subject: 'Nuevo inicio de sesión en su cuenta de {{brand}}',
    preview: '{{device}}, {{signedInAt}}. Si fue usted, no tiene que hacer nada.',
    heading: 'Inicio de sesión en un dispositivo nuevo',
    before: [
      'Alguien (esperamos que haya sido usted) ha iniciado sesión en la cuenta de {{address}} en {{brand}} con un dispositivo que aún no conocemos.',
      'Dispositivo: {{device}}',
      'Hora: {{signedInAt}}',
      'Si fue usted, no tiene que hacer nada.',
      'Si no fue usted, alguien conoce su contraseña. Elija ahora una nueva. Se cerrarán todas las sesiones abiertas en su cuenta.',
    ],
    action: 'Elegir una contraseña nueva',
    after: [],
    second: { before: 'Dónde tiene la sesión iniciada y qué ha pasado en su cuenta:', action: 'Ir a mi cuenta' },
  },
  'failed-sign-ins': {
    subject: 'Intentos fallidos de iniciar sesión en {{brand}}',
    preview: '{{count}} desde el {{since}}. Si fue usted, no tiene que hacer nada.',
    heading: 'Intentos fallidos de iniciar sesión',
    before: [
      'Intentos fallidos de iniciar sesión en la cuenta de {{address}} en {{brand}} desde el {{since}}: {{count}}.',
      'Si fue usted, no tiene que hacer nada.',
      'Si no fue usted, su contraseña sigue protegiendo su cuenta. Si alguien más puede conocerla, o si la usa en otros sitios, elija una nueva.',
    ],
    action: 'Elegir una contraseña nueva',
    after: [],
    second: { before: 'Dónde tiene la sesión iniciada y qué ha pasado en su cuenta:', action: 'Ir a mi cuenta' },
  },
};
