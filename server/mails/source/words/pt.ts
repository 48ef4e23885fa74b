import type { Words } from '../words.ts';

export const words: Words = {
  colon: ':',
  fallback: 'Se o botão não funcionar, abra este endereço no seu navegador:',
  help: 'Alguma dúvida? Estamos aqui para ajudar:',
  terms: 'Termos de uso',
  privacy: 'Política de privacidade',
  'password-reset': {
    subject: 'Escolha uma nova senha para {{brand}}',
    preview: 'O link é válido por {{expiresIn}}. Se você não fizer nada, nada muda.',
    heading: 'Escolha uma nova senha',
    before: [
      'Alguém (esperamos que tenha sido você) pediu uma nova senha para {{address}} em {{brand}}.',
      'Pedida a partir de: {{device}}',
    ],
    action: 'Escolher uma nova senha',
    after: [
      'O link é válido por {{expiresIn}} e só pode ser usado uma vez.',
      'Se você não fizer nada, nada muda: sua senha continua a mesma.',
    ],
    second: {
      before: 'Não pediu isto? Cancele este link e todos os outros que enviamos:',
      action: 'Não fui eu',
    },
  },
  registration: {
    subject: 'Crie sua conta em {{brand}}',
    preview: 'Só falta escolher uma senha. O link é válido por {{expiresIn}}.',
    heading: 'Boas-vindas a {{brand}}',
    before: [
      'Alguém (esperamos que tenha sido você) pediu para criar uma conta para {{address}} em {{brand}}. Só falta escolher uma senha.',
    ],
    action: 'Escolher uma senha',
    after: [
      'O link é válido por {{expiresIn}} e só pode ser usado uma vez.',
      'Se você não fizer nada, nada acontece: nenhuma conta é criada.',
    ],
  },
  invitation: {
    subject: 'Seu convite para {{brand}}',
    preview: 'Só falta escolher uma senha. O link é válido por {{expiresIn}}.',
    heading: 'Seu convite para {{brand}}',
    before: ['{{brand}} convida você a criar uma conta para {{address}}. Só falta escolher uma senha.'],
    action: 'Escolher uma senha',
    after: [
      'O link é válido por {{expiresIn}} e só pode ser usado uma vez.',
      'Se você não fizer nada, nada acontece: nenhuma conta é criada.',
    ],
  },
  'already-registered': {
    subject: 'Você já tem uma conta em {{brand}}',
    preview: 'Não é preciso criar outra: basta entrar.',
    heading: 'Você já tem uma conta',
    before: [
      'Alguém (esperamos que tenha sido você) pediu para criar uma conta para {{address}} em {{brand}}. Já existe uma, então basta entrar.',
    ],
    action: 'Entrar',
    after: ['Se você não fizer nada, nada muda. Quem pediu não ficou sabendo que a conta existe.'],
    second: { before: 'Esqueceu a senha?', action: 'Escolher uma nova' },
  },
  'password-changed': {
    subject: 'Sua senha em {{brand}} foi alterada',
    preview: 'Em {{changedAt}}. Se foi você, não é preciso fazer nada.',
    heading: 'Sua senha foi alterada',
    before: [
      'A senha de {{address}} em {{brand}} foi alterada em {{changedAt}}.',
      'Dispositivo: {{device}}',
      'Se foi você, não é preciso fazer nada.',
      'Se não foi você, escolha uma nova senha agora. Todas as sessões abertas na sua conta serão encerradas.',
    ],
    action: 'Escolher uma nova senha',
    after: [],
  },
  'email-change': {
    subject: 'Confirme seu novo endereço em {{brand}}',
    preview: 'O link é válido por {{expiresIn}}. Se você não fizer nada, nada muda.',
    heading: 'Confirme seu novo endereço',
    before: [
      'Alguém (esperamos que tenha sido você) pediu em {{askedAt}} para usar {{address}} na sua conta em {{brand}}.',
      'Pedido a partir de: {{device}}',
    ],
    action: 'Confirmar este endereço',
    after: [
      'O link é válido por {{expiresIn}} e só pode ser usado uma vez.',
      'Se você não fizer nada, nada muda: a conta mantém o endereço. Se não foi você, não confirme.',
    ],
  },
  'email-changed': {
    subject: 'O endereço de e-mail da sua conta em {{brand}} foi alterado',
    preview: 'Em {{changedAt}}. Se foi você, não é preciso fazer nada.',
    heading: 'Seu endereço de e-mail foi alterado',
    before: [
      'A conta de {{address}} em {{brand}} passou a ter outro endereço em {{changedAt}}.',
      'Dispositivo: {{device}}',
      'Se foi você, não é preciso fazer nada.',
      'Se não foi você, desfaça isso agora: sua conta volta a ter este endereço, todas as sessões são encerradas e a senha deixa de funcionar. Depois enviamos um link para você escolher uma nova.',
    ],
    action: 'Não fui eu',
    after: ['O link é válido por {{expiresIn}}, não importa o que mude até lá.'],
  },
  'new-address': {
    subject: 'Sua conta em {{brand}} tem um novo endereço',
    preview: 'Desde {{changedAt}} você entra com este endereço.',
    heading: 'Sua conta tem um novo endereço',
    before: [
      'Os responsáveis por {{brand}} alteraram o endereço da sua conta para {{address}} em {{changedAt}}. Use-o para entrar a partir de agora. Sua senha continua a mesma.',
    ],
    action: 'Entrar',
    after: [],
    second: { before: 'Esqueceu a senha?', action: 'Escolher uma nova' },
  },
  'account-deleted': {
    subject: 'Sua conta em {{brand}} foi excluída',
    preview: 'Em {{deletedAt}}. Este é o último e-mail para este endereço.',
    heading: 'Sua conta foi excluída',
    before: [
      'A conta de {{address}} em {{brand}} foi excluída em {{deletedAt}}, com tudo o que era guardado sobre ela.',
      'Este é o último e-mail sobre isso. Se não foi você, alguém sabia a sua senha: não a use em nenhum outro lugar.',
    ],
    action: 'Ir para {{brand}}',
    after: [],
  },
  'new-device': {
    subject: 'Novo acesso à sua conta em {{brand}}',
    preview: '{{device}}, {{signedInAt}}. Se foi você, não é preciso fazer nada.',
    heading: 'Acesso em um novo dispositivo',
    before: [
      'Alguém (esperamos que tenha sido você) entrou na conta de {{address}} em {{brand}} com um dispositivo que ainda não conhecemos.',
      'Dispositivo: {{device}}',
      'Hora: {{signedInAt}}',
      'Se foi você, não é preciso fazer nada.',
      'Se não foi você, alguém sabe sua senha. Escolha uma nova agora. Todas as sessões abertas na sua conta serão encerradas.',
    ],
    action: 'Escolher uma nova senha',
    after: [],
    second: { before: 'Onde sua conta está aberta e o que aconteceu com ela:', action: 'Ir para a minha conta' },
  },
  'failed-sign-ins': {
    subject: 'Tentativas de login sem sucesso em {{brand}}',
    preview: '{{count}} desde {{since}}. Se foi você, não é preciso fazer nada.',
    heading: 'Tentativas de login sem sucesso',
    before: [
      'Tentativas de login sem sucesso na conta de {{address}} em {{brand}} desde {{since}}: {{count}}.',
      'Se foi você, não é preciso fazer nada.',
      'Se não foi você, sua senha continua protegendo sua conta. Se outra pessoa pode conhecê-la, ou se você a usa em outros sites, escolha uma nova.',
    ],
    action: 'Escolher uma nova senha',
    after: [],
    second: { before: 'Onde sua conta está aberta e o que aconteceu com ela:', action: 'Ir para a minha conta' },
  },
};
