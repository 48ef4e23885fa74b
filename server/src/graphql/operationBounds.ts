import { GraphQLError, Kind, OperationTypeNode, type SelectionSetNode, type ValidationRule } from 'graphql';

/**
 * How large an operation may be. The schema itself is at most five levels deep; the rest is room for introspection,
 * which the playground needs. Counts are of the operation with its fragments expanded.
 */
export const OPERATION_BOUNDS = {
  /** Lexical tokens of the document, checked while parsing. */
  tokens: 1_000,
  depth: 16,
  fields: 500,
  aliases: 10,
  directives: 20,
  /** Twenty aliased sign-ins in one operation would be twenty guesses in one request. */
  mutationFields: 1,
} as const;

interface Size {
  readonly depth: number;
  readonly fields: number;
  readonly aliases: number;
  readonly directives: number;
  /** Root fields, with fragments expanded. */
  readonly rootFields: number;
}

const EMPTY: Size = { depth: 0, fields: 0, aliases: 0, directives: 0, rootFields: 0 };

/**
 * Refuses operations that are larger than {@link OPERATION_BOUNDS}, before anything is executed. Each fragment is
 * measured once, so the work is linear in the document however often fragments are spread.
 */
export const operationBoundsRule: ValidationRule = context => {
  const measured = new Map<string, Size>();

  function sizeOfFragment(name: string): Size {
    const known = measured.get(name);
    if (known) return known;
    // Another rule rejects a fragment that contains itself; here it only must not recurse for ever.
    measured.set(name, EMPTY);
    const fragment = context.getFragment(name);
    const size = fragment ? sizeOf(fragment.selectionSet) : EMPTY;
    measured.set(name, size);
    return size;
  }

  function sizeOf(set: SelectionSetNode): Size {
    return set.selections.reduce((total, selection) => {
      const directives = selection.directives?.length ?? 0;
      if (selection.kind !== Kind.FIELD) {
        const inner =
          selection.kind === Kind.FRAGMENT_SPREAD
            ? sizeOfFragment(selection.name.value)
            : sizeOf(selection.selectionSet);
        return add(total, { ...inner, directives: inner.directives + directives });
      }
      const inner = selection.selectionSet ? sizeOf(selection.selectionSet) : EMPTY;
      return add(total, {
        depth: inner.depth + 1,
        fields: inner.fields + 1,
        aliases: inner.aliases + (selection.alias ? 1 : 0),
        directives: inner.directives + directives,
        rootFields: 1,
      });
    }, EMPTY);
  }

  return {
    OperationDefinition(operation) {
      const size = sizeOf(operation.selectionSet);
      const refuse = (message: string) => context.reportError(new GraphQLError(message, { nodes: operation }));
      for (const bound of ['depth', 'fields', 'aliases', 'directives'] as const) {
        if (size[bound] > OPERATION_BOUNDS[bound])
          refuse(`The operation has more than ${OPERATION_BOUNDS[bound]} ${WORDS[bound]}.`);
      }
      if (operation.operation === OperationTypeNode.SUBSCRIPTION) refuse('There are no subscriptions here.');
      if (operation.operation === OperationTypeNode.MUTATION && size.rootFields > OPERATION_BOUNDS.mutationFields) {
        refuse('An operation may hold one mutation field only.');
      }
    },
  };
};

const WORDS = { depth: 'levels', fields: 'fields', aliases: 'aliases', directives: 'directives' } as const;

function add(a: Size, b: Size): Size {
  return {
    depth: Math.max(a.depth, b.depth),
    fields: a.fields + b.fields,
    aliases: a.aliases + b.aliases,
    directives: a.directives + b.directives,
    rootFields: a.rootFields + b.rootFields,
  };
}
