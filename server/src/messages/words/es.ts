import { waitIn } from '../duration.ts';
import { DAY, type Messages } from '../messages.ts';

/** Spanish, with usted. */
export const words: Messages = {
  passwordResetRequested:
    'Si existe una cuenta con esta dirección, hemos enviado un correo con un enlace para elegir una contraseña nueva. Debería llegar en unos minutos.',
  passwordResetComplete: 'Su contraseña se ha cambiado. Ya puede iniciar sesión con ella.',
  passwordResetRevoked:
    'Todos los enlaces de restablecimiento enviados para esta cuenta han dejado de funcionar. La contraseña no ha cambiado.',
  registrationStarted:
    'Hemos enviado a esta dirección un correo que explica cómo continuar. Debería llegar en unos minutos.',
  registrationComplete: 'Su cuenta se ha creado. Ya puede iniciar sesión.',
  registrationByInvitation: 'Aquí las cuentas solo se crean por invitación. Solicite una invitación.',
  registrationClosed: 'Por el momento no se pueden crear cuentas nuevas aquí.',
  registrationLinkSpent:
    'Esta dirección ya tiene una cuenta, o las cuentas ya no se crean de esta forma. Si tiene una cuenta, inicie sesión.',
  passwordChanged: 'Su contraseña se ha cambiado. Todas las demás sesiones se han cerrado.',
  emailChangeRequested:
    'Hemos enviado a la dirección nueva un correo con un enlace para confirmarla. Hasta entonces no cambia nada. Debería llegar en unos minutos.',
  emailChanged:
    'Su cuenta tiene la dirección nueva. A partir de ahora, inicie sesión con ella. Todas las demás sesiones se han cerrado.',
  emailChangeReverted:
    'Su cuenta vuelve a tener la dirección anterior. Su contraseña ya no sirve. Le hemos enviado un correo con un enlace para elegir una nueva.',
  accountDeleted: 'Su cuenta se ha eliminado.',
  accountDeletionDisabled: 'Aquí no se pueden eliminar las cuentas. Diríjase a los responsables de este sitio.',
  addressTooLong: 'Es demasiado largo para un correo electrónico.',
  addressHasLineBreak: 'Hay un salto de línea en el correo electrónico. Escríbalo en una sola línea.',
  addressHasInvisibleCharacter: 'Hay un carácter invisible en el correo electrónico. Escríbalo en lugar de pegarlo.',
  addressHasNoAtSign: 'Escriba un correo electrónico con el formato name@example.com',
  addressHasSeveralAtSigns: 'Hay más de una @. Escriba un solo correo electrónico.',
  addressHasSpace: 'Hay un espacio en el correo electrónico. Escriba solo el correo, por ejemplo name@example.com.',
  addressHasNoLocalPart:
    'Falta la parte anterior a la @, o tiene un carácter que no existe en ningún correo electrónico.',
  addressHasNoDomain: 'La parte posterior a la @ no es un dominio como example.com.',
  invalidCredentials: 'El correo electrónico o la contraseña no son correctos.',
  currentPasswordWrong: 'La contraseña actual no es correcta.',
  notSignedIn: 'Primero inicie sesión.',
  invalidLink: {
    EXPIRED: 'Este enlace ha caducado. Solicite uno nuevo.',
    SPENT: 'Este enlace ya se ha utilizado, o algo ha cambiado desde que se envió. Solicite uno nuevo.',
    INVALID: 'Este enlace no funciona. Compruebe que se haya copiado completo, o solicite uno nuevo.',
  },
  passwordRejected: 'Elija otra contraseña.',
  brokenRule: {
    TOO_SHORT: ({ minLength }) => `Utilice al menos ${minLength} caracteres.`,
    TOO_LONG: ({ maxLength }) => `Utilice como máximo ${maxLength} caracteres.`,
    ENTIRELY_NUMERIC: () => 'No utilice solo números.',
    TOO_COMMON: () => 'Es una de las contraseñas más utilizadas. Elija una que sea solo suya.',
    TOO_SIMILAR: () => 'Se parece demasiado a su correo electrónico.',
    TOO_WEAK: () => 'Es fácil de adivinar. Añada algunas palabras que no guarden relación entre sí.',
  },
  errorPage: {
    home: 'Ir a la página de inicio',
    BAD_REQUEST: {
      heading: 'No se ha podido entender esta solicitud',
      advice: 'Vuelva atrás e inténtelo de nuevo. Si ha abierto un enlace de un correo, compruebe que está completo.',
    },
    TOO_LONG: {
      heading: 'Es demasiado de una vez',
      advice: 'La dirección o el texto enviado es demasiado largo. Vuelva atrás, acórtelo e inténtelo de nuevo.',
    },
    TOO_MANY_COOKIES: {
      heading: 'Su navegador envía demasiadas cookies',
      advice:
        'Borre las cookies de este sitio en los ajustes de su navegador y vuelva a abrir la página. Después tendrá que iniciar sesión de nuevo.',
    },
    TOO_MANY_REQUESTS: { heading: 'Demasiadas solicitudes', advice: 'Espere un minuto antes de volver a intentarlo.' },
    WRONG_METHOD: { heading: 'Esta página no se puede usar así', advice: 'Ábrala desde la página de inicio.' },
    UNAVAILABLE: {
      heading: 'Volvemos enseguida',
      advice: 'El servicio no está disponible en este momento. Inténtelo de nuevo dentro de un minuto.',
    },
    FAILED: {
      heading: 'Algo ha fallado',
      advice: 'El error es nuestro, no suyo. Inténtelo de nuevo dentro de un minuto.',
    },
  },
  tooManyRequests: seconds =>
    seconds < DAY
      ? `Espere ${waitIn('es', seconds)} antes de volver a intentarlo.`
      : 'Ha habido demasiados intentos. Para continuar, elija una contraseña nueva por correo.',
};
