import { waitIn } from './duration.ts';
import { DAY, type Messages } from './messages.ts';

/** Spanish, with usted. */
export const es: Messages = {
  passwordResetRequested:
    'Si existe una cuenta con esta dirección, hemos enviado un correo con un enlace para elegir una contraseña nueva. Debería llegar en unos minutos.',
  passwordResetComplete: 'Su contraseña se ha cambiado. Ya puede iniciar sesión con ella.',
  passwordResetRevoked:
    'Todos los enlaces de restablecimiento enviados para esta cuenta han dejado de funcionar. La contraseña no ha cambiado.',
  registrationStarted:
    'Hemos enviado a esta dirección un correo que explica cómo continuar. Debería llegar en unos minutos.',
  registrationComplete: 'Su cuenta se ha creado. Ya puede iniciar sesión.',
  passwordChanged: 'Su contraseña se ha cambiado. Todas las demás sesiones se han cerrado.',
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
    ENTIRELY_NUMERIC: () => 'No utilice solo cifras.',
    TOO_COMMON: () => 'Es una de las contraseñas más utilizadas. Elija una que sea solo suya.',
    TOO_SIMILAR: () => 'Se parece demasiado a su correo electrónico.',
    TOO_WEAK: () => 'Es fácil de adivinar. Añada algunas palabras que no guarden relación entre sí.',
  },
  tooManyRequests: seconds =>
    seconds < DAY
      ? `Espere ${waitIn('es', seconds)} antes de volver a intentarlo.`
      : 'Ha habido demasiados intentos. Para continuar, elija una contraseña nueva por correo.',
};
