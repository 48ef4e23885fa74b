/** The object that TypeGraphQL wants for an enum whose names are its values. */
export function enumOf<Name extends string>(names: readonly Name[]): { [N in Name]: N } {
  return Object.fromEntries(names.map(name => [name, name])) as { [N in Name]: N };
}
