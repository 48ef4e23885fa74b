import type { Words } from '../words.ts';

export const words: Words = {
  colon: '：',
  fonts: "'PingFang SC', 'Microsoft YaHei'",
  fallback: '如果按钮无法使用，请在浏览器中打开以下地址：',
  help: '有疑问？请联系我们：',
  'password-reset': {
    subject: '为您的 {{brand}} 账户设置新密码',
    preview: '链接在{{expiresIn}}内有效。如果您不做任何操作，一切保持不变。',
    heading: '设置新密码',
    before: ['有人（希望是您本人）在 {{brand}} 为 {{address}} 请求设置新密码。'],
    action: '设置新密码',
    after: ['链接在{{expiresIn}}内有效，且只能使用一次。', '如果您不做任何操作，一切保持不变，密码仍是原来的密码。'],
    second: { before: '不是您本人的请求？请撤销此链接以及我们发给您的其他所有链接：', action: '不是我' },
  },
  registration: {
    subject: '创建您的 {{brand}} 账户',
    preview: '只差设置密码这一步。链接在{{expiresIn}}内有效。',
    heading: '欢迎使用 {{brand}}',
    before: ['有人（希望是您本人）在 {{brand}} 请求为 {{address}} 创建账户。现在只差设置密码这一步。'],
    action: '设置密码',
    after: ['链接在{{expiresIn}}内有效，且只能使用一次。', '如果您不做任何操作，就不会创建任何账户。'],
  },
  'already-registered': {
    subject: '您已经有 {{brand}} 账户了',
    preview: '无需再次创建，直接登录即可。',
    heading: '您已经有账户了',
    before: ['有人（希望是您本人）在 {{brand}} 请求为 {{address}} 创建账户。该账户已经存在，您可以直接登录。'],
    action: '登录',
    after: ['如果您不做任何操作，一切保持不变。提出请求的人并不知道此账户存在。'],
    second: { before: '忘记密码了？', action: '设置新密码' },
  },
  'password-changed': {
    subject: '您的 {{brand}} 密码已更改',
    preview: '更改时间：{{changedAt}}。如果是您本人操作，则无需理会。',
    heading: '您的密码已更改',
    before: [
      '{{address}} 在 {{brand}} 的密码已于{{changedAt}}更改。',
      '如果是您本人操作，则无需理会。',
      '如果不是您本人操作，请立即设置新密码。届时所有已登录您账户的设备都会退出登录。',
    ],
    action: '设置新密码',
    after: [],
  },
  'failed-sign-ins': {
    subject: '您的 {{brand}} 账户有登录失败记录',
    preview: '自{{since}}起共 {{count}} 次。如果是您本人操作，则无需理会。',
    heading: '登录失败',
    before: [
      '自{{since}}起，{{brand}} 上 {{address}} 的账户登录失败 {{count}} 次。',
      '如果是您本人操作，则无需理会。',
      '如果不是您本人操作，您的密码仍在保护您的账户。如果他人可能知道该密码，或者您在别处也使用它，请设置新密码。',
    ],
    action: '设置新密码',
    after: [],
    second: { before: '查看已登录的设备和账户记录：', action: '前往我的账户' },
  },
};
