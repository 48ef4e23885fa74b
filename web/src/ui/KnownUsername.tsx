/** The address of an account beside a password, for password managers alone: they save both together. */
export function KnownUsername({ address }: { readonly address: string }) {
  return (
    <input
      className="visually-hidden"
      name="username"
      autoComplete="username"
      value={address}
      readOnly
      tabIndex={-1}
      aria-hidden="true"
    />
  );
}
