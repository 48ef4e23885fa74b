import { waitIn } from '../duration.ts';
import { DAY, type Messages } from '../messages.ts';

/** Chinese in simplified characters. */
export const words: Messages = {
  passwordResetRequested:
    '如果该邮箱地址已有账户，我们已发送一封邮件，其中包含设置新密码的链接。邮件应会在几分钟内送达。',
  passwordResetComplete: '您的密码已更改，现在可以使用新密码登录。',
  passwordResetRevoked: '此前为该账户发送的所有重设链接均已失效，密码没有改变。',
  registrationStarted: '我们已向该邮箱地址发送一封邮件，其中说明了后续步骤。邮件应会在几分钟内送达。',
  registrationComplete: '您的账户已创建，现在可以登录。',
  registrationByInvitation: '此处仅限受邀者创建账户。请先获取邀请。',
  registrationClosed: '目前无法在此创建新账户。',
  registrationLinkSpent: '该邮箱已经有账户了，或者已不再以这种方式创建账户。如果您有账户，请直接登录。',
  passwordChanged: '您的密码已更改，其他所有会话均已结束。',
  emailChangeRequested:
    '我们已向新邮箱地址发送一封邮件，其中包含确认该地址的链接。在确认之前，一切保持不变。邮件应会在几分钟内送达。',
  emailChanged: '您的账户已改用新邮箱地址，今后请用它登录。其他所有会话均已结束。',
  emailChangeReverted: '您的账户已恢复为原邮箱地址，原密码已失效。我们已向您发送一封邮件，其中包含设置新密码的链接。',
  accountDeleted: '您的账户已删除。',
  accountDeletionDisabled: '此处无法删除账户。请联系本网站的运营方。',
  addressTooLong: '邮箱地址太长。',
  addressHasLineBreak: '邮箱地址中有换行。请在一行内输入。',
  addressHasInvisibleCharacter: '邮箱地址中有不可见的字符。请手动输入，不要粘贴。',
  addressHasNoAtSign: '请输入邮箱地址，格式如 name@example.com。',
  addressHasSeveralAtSigns: '@ 不止一个。请只输入一个邮箱地址。',
  addressHasSpace: '邮箱地址中有空格。请只输入地址，例如 name@example.com。',
  addressHasNoLocalPart: '@ 前面的部分缺失，或含有邮箱地址中不能使用的字符。',
  addressHasNoDomain: '@ 后面的部分不是 example.com 这样的域名。',
  invalidCredentials: '邮箱地址或密码不正确。',
  currentPasswordWrong: '当前密码不正确。',
  notSignedIn: '请先登录。',
  invalidLink: {
    EXPIRED: '此链接已过期，请重新获取。',
    SPENT: '此链接已被使用，或在发送之后情况有变，请重新获取。',
    INVALID: '此链接无效。请检查是否复制完整，或重新获取。',
  },
  passwordRejected: '请选择其他密码。',
  brokenRule: {
    TOO_SHORT: ({ minLength }) => `请使用至少 ${minLength} 个字符。`,
    TOO_LONG: ({ maxLength }) => `请使用不超过 ${maxLength} 个字符。`,
    ENTIRELY_NUMERIC: () => '请不要只使用数字。',
    TOO_COMMON: () => '这是最常用的密码之一，请选择只属于您的密码。',
    TOO_SIMILAR: () => '与您的邮箱地址过于相似。',
    TOO_WEAK: () => '容易被猜到，请添加几个互不相关的词。',
  },
  errorPage: {
    home: '前往首页',
    BAD_REQUEST: {
      heading: '无法理解此请求',
      advice: '请返回后重试。如果您打开的是邮件中的链接，请检查链接是否复制完整。',
    },
    TOO_LONG: { heading: '一次发送的内容过多', advice: '发送的地址或文字过长。请返回，缩短后重试。' },
    TOO_MANY_COOKIES: {
      heading: '您的浏览器发送的 Cookie 过多',
      advice: '请在浏览器设置中删除此网站的 Cookie，然后重新打开页面。之后您需要重新登录。',
    },
    TOO_MANY_REQUESTS: { heading: '请求次数过多', advice: '请等待一分钟后再试。' },
    WRONG_METHOD: { heading: '不能以这种方式使用此页面', advice: '请从首页打开。' },
    UNAVAILABLE: { heading: '我们很快回来', advice: '服务暂时不可用。请一分钟后再试。' },
    FAILED: { heading: '出现了问题', advice: '问题出在我们这边。请一分钟后再试。' },
  },
  tooManyRequests: seconds =>
    seconds < DAY ? `请在${waitIn('zh-Hans', seconds)}后重试。` : '尝试次数过多。如需继续，请通过邮件设置新密码。',
};
