import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getOperationAST,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { type Scope } from '../access/caller';

/** What can be told of an operation from its text and the schema alone. */
export interface OperationFacts {
  operation: OperationDefinitionNode;
  /** Levels of fields, introspection not counted. */
  depth: number;
  aliases: number;
  rootFields: number;
  /** Scopes that anything selected asks for. */
  scopes: readonly Scope[];
  /** Whether it asks about the schema and nothing else. */
  introspectionOnly: boolean;
  /** Whether the cursor of the feed has to be read before anything else. */
  selectsEventCursor: boolean;
  /** Whether its variables may hold what no error must repeat. */
  takesSecrets: boolean;
}

/** What the schema's `extensions` may say of a type or field. */
interface SchemaExtensions {
  scope?: Scope | Scope[];
  /** Whether its arguments hold what no error must repeat. */
  takesSecrets?: boolean;
}

const cache = new WeakMap<DocumentNode, Map<string, OperationFacts>>();

/** The facts of one operation of a validated document, found once; undefined where there is no such operation. */
export function operationFacts(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
): OperationFacts | undefined {
  let byName = cache.get(document);
  if (!byName) cache.set(document, (byName = new Map<string, OperationFacts>()));
  const known = byName.get(operationName ?? '');
  if (known) return known;
  const operation = getOperationAST(document, operationName);
  const root = operation && schema.getRootType(operation.operation);
  if (!operation || !root) return undefined;
  const facts = new FactFinder(schema, fragmentsOf(document)).find(operation, root);
  byName.set(operationName ?? '', facts);
  return facts;
}

/** The fragments of a document by name. */
export function fragmentsOf(document: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      fragments.set(definition.name.value, definition);
  }
  return fragments;
}

/** The definition of a selected field; undefined for the fields of introspection, `__typename` among them. */
export function fieldOf(
  parent: GraphQLCompositeType,
  node: FieldNode,
): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(parent) || isInterfaceType(parent)
    ? parent.getFields()[node.name.value]
    : undefined;
}

/** What a fragment or selection adds, wherever it stands. Found once per fragment, so that spreading one often costs nothing. */
interface Part {
  depth: number;
  aliases: number;
}

class FactFinder {
  readonly #scopes = new Set<Scope>();
  readonly #fragmentParts = new Map<string, Part>();
  #selectsEventCursor = false;
  #takesSecrets = false;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly fragments: Map<string, FragmentDefinitionNode>,
  ) {}

  find(operation: OperationDefinitionNode, root: GraphQLCompositeType): OperationFacts {
    const part = this.partOf(operation.selectionSet, root);
    const names = this.rootFieldNames(operation.selectionSet, new Set());
    return {
      operation,
      ...part,
      rootFields: names.length,
      scopes: [...this.#scopes],
      introspectionOnly: names.every((name) => name.startsWith('__')),
      selectsEventCursor: this.#selectsEventCursor,
      takesSecrets: this.#takesSecrets,
    };
  }

  private partOf(selections: SelectionSetNode, parent: GraphQLCompositeType): Part {
    const part = { depth: 0, aliases: 0 };
    for (const selection of selections.selections) {
      const added =
        selection.kind === Kind.FIELD
          ? this.partOfField(selection, parent)
          : selection.kind === Kind.FRAGMENT_SPREAD
            ? this.partOfFragment(selection.name.value)
            : this.partOf(
                selection.selectionSet,
                this.typeNamed(selection.typeCondition?.name.value) ?? parent,
              );
      part.depth = Math.max(part.depth, added.depth);
      part.aliases += added.aliases;
    }
    return part;
  }

  private partOfField(node: FieldNode, parent: GraphQLCompositeType): Part {
    const field = fieldOf(parent, node);
    const aliases = node.alias ? 1 : 0;
    // the validation rules of graphql-js bound introspection by themselves
    if (!field) return { depth: 0, aliases };
    this.require(parent.extensions);
    this.require(field.extensions);
    if (field.name === 'eventCursor') this.#selectsEventCursor = true;
    const type = getNamedType(field.type);
    if (!node.selectionSet || !isCompositeType(type)) return { depth: 1, aliases };
    const below = this.partOf(node.selectionSet, type);
    return { depth: below.depth + 1, aliases: below.aliases + aliases };
  }

  private partOfFragment(name: string): Part {
    const known = this.#fragmentParts.get(name);
    if (known) return known;
    const fragment = this.fragments.get(name)!;
    const part = this.partOf(
      fragment.selectionSet,
      this.typeNamed(fragment.typeCondition.name.value)!,
    );
    this.#fragmentParts.set(name, part);
    return part;
  }

  private require(extensions: SchemaExtensions): void {
    const { scope, takesSecrets } = extensions;
    if (takesSecrets) this.#takesSecrets = true;
    if (scope) for (const one of Array.isArray(scope) ? scope : [scope]) this.#scopes.add(one);
  }

  private typeNamed(name: string | undefined): GraphQLCompositeType | undefined {
    const type = name === undefined ? undefined : this.schema.getType(name);
    return type && isCompositeType(type) ? type : undefined;
  }

  private rootFieldNames(selections: SelectionSetNode, seen: Set<string>): string[] {
    return selections.selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection.name.value];
      if (selection.kind === Kind.INLINE_FRAGMENT)
        return this.rootFieldNames(selection.selectionSet, seen);
      const name = selection.name.value;
      if (seen.has(name)) return [];
      return this.rootFieldNames(this.fragments.get(name)!.selectionSet, seen.add(name));
    });
  }
}
