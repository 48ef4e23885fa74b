import { waitIn } from '../duration.ts';
import { DAY, type Messages } from '../messages.ts';

/** Portuguese as written in Brazil, with você. */
export const words: Messages = {
  passwordResetRequested:
    'Se existir uma conta com este endereço, enviamos um e-mail com um link para escolher uma nova senha. Ele deve chegar em alguns minutos.',
  passwordResetComplete: 'Sua senha foi alterada. Você já pode entrar com ela.',
  passwordResetRevoked:
    'Todos os links de redefinição enviados para esta conta deixaram de funcionar. A senha não foi alterada.',
  registrationStarted:
    'Enviamos a este endereço um e-mail que explica como continuar. Ele deve chegar em alguns minutos.',
  registrationComplete: 'Sua conta foi criada. Você já pode entrar.',
  registrationByInvitation: 'Aqui as contas só são criadas por convite. Peça um convite.',
  registrationClosed: 'No momento não é possível criar novas contas aqui.',
  registrationLinkSpent:
    'Este e-mail já tem uma conta, ou as contas não são mais criadas dessa forma. Se você tem uma conta, entre nela.',
  passwordChanged: 'Sua senha foi alterada. Todas as outras sessões foram encerradas.',
  emailChangeRequested:
    'Enviamos ao novo endereço um e-mail com um link para confirmá-lo. Até lá, nada muda. Ele deve chegar em alguns minutos.',
  emailChanged:
    'Sua conta está com o novo endereço. Use-o para entrar a partir de agora. Todas as outras sessões foram encerradas.',
  emailChangeReverted:
    'Sua conta voltou ao endereço anterior. A senha dela não funciona mais. Enviamos a você um e-mail com um link para escolher uma nova.',
  accountDeleted: 'Sua conta foi excluída.',
  accountDeletionDisabled: 'Não é possível excluir contas aqui. Fale com os responsáveis por este site.',
  addressTooLong: 'Isto é longo demais para um e-mail.',
  addressHasLineBreak: 'Há uma quebra de linha no e-mail. Digite-o em uma só linha.',
  addressHasInvisibleCharacter: 'Há um caractere invisível no e-mail. Digite-o em vez de colá-lo.',
  addressHasNoAtSign: 'Digite um e-mail no formato name@example.com',
  addressHasSeveralAtSigns: 'Há mais de um @. Digite um único e-mail.',
  addressHasSpace: 'Há um espaço no e-mail. Digite somente o e-mail, por exemplo name@example.com.',
  addressHasNoLocalPart: 'A parte antes do @ está faltando ou tem um caractere que não existe em nenhum e-mail.',
  addressHasNoDomain: 'A parte depois do @ não é um domínio como example.com.',
  invalidCredentials: 'E-mail ou senha incorretos.',
  currentPasswordWrong: 'A senha atual não está correta.',
  notSignedIn: 'Entre na sua conta primeiro.',
  invalidLink: {
    EXPIRED: 'Este link expirou. Solicite um novo.',
    SPENT: 'Este link já foi usado, ou algo mudou desde que foi enviado. Solicite um novo.',
    INVALID: 'Este link não funciona. Verifique se foi copiado por inteiro ou solicite um novo.',
  },
  passwordRejected: 'Escolha outra senha.',
  brokenRule: {
    TOO_SHORT: ({ minLength }) => `Use pelo menos ${minLength} caracteres.`,
    TOO_LONG: ({ maxLength }) => `Use no máximo ${maxLength} caracteres.`,
    ENTIRELY_NUMERIC: () => 'Não use apenas números.',
    TOO_COMMON: () => 'Esta é uma das senhas mais usadas. Escolha uma que seja só sua.',
    TOO_SIMILAR: () => 'É parecida demais com o seu e-mail.',
    TOO_WEAK: () => 'É fácil de adivinhar. Acrescente algumas palavras sem relação entre si.',
  },
  errorPage: {
    home: 'Ir para a página inicial',
    BAD_REQUEST: {
      heading: 'Não foi possível entender esta solicitação',
      advice: 'Volte e tente novamente. Se você abriu um link de um e-mail, verifique se ele está completo.',
    },
    TOO_LONG: {
      heading: 'É muita coisa de uma vez',
      advice: 'O endereço ou o texto enviado é longo demais. Volte, encurte-o e tente novamente.',
    },
    TOO_MANY_COOKIES: {
      heading: 'Seu navegador envia cookies demais',
      advice:
        'Apague os cookies deste site nas configurações do navegador e abra a página novamente. Depois você terá de entrar de novo.',
    },
    TOO_MANY_REQUESTS: { heading: 'Solicitações demais', advice: 'Aguarde um minuto antes de tentar novamente.' },
    WRONG_METHOD: { heading: 'Esta página não pode ser usada assim', advice: 'Abra-a a partir da página inicial.' },
    UNAVAILABLE: {
      heading: 'Voltamos em instantes',
      advice: 'O serviço não está disponível no momento. Tente novamente em um minuto.',
    },
    FAILED: { heading: 'Algo deu errado', advice: 'O erro é nosso, não seu. Tente novamente em um minuto.' },
  },
  tooManyRequests: seconds =>
    seconds < DAY
      ? `Aguarde ${waitIn('pt', seconds)} antes de tentar novamente.`
      : 'Houve tentativas demais. Para continuar, escolha uma nova senha por e-mail.',
};
