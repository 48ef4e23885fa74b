/**
 * An address in a sentence, in one piece in either direction of the text. Where it is too long for a line, it breaks
 * before the @.
 */
export function Address({ email }: { email: string }) {
  const at = email.lastIndexOf('@');
  return (
    <bdi className="address" translate="no">
      {email.slice(0, at)}
      <wbr />
      {email.slice(at)}
    </bdi>
  );
}
