/** The kind of mail job that a burst of failed sign-ins queues. */
export const FAILED_SIGN_INS_MAIL = 'failed-sign-ins';
