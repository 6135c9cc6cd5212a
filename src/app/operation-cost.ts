import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  isCompositeType,
  isListType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { fieldOf, fragmentsOf } from './operation-facts';

type Variables = Readonly<Record<string, unknown>>;

/** Page size where none is asked for, and the largest; connections refuse more by themselves. */
const DEFAULT_PAGE = 20;
const LARGEST_PAGE = 100;
/** What a list without pages is taken to hold. */
const LIST_LENGTH = 10;
/** Wrappers that are no objects of their own. */
const WRAPPER = /(?:Connection|Edge)$|^PageInfo$/;
/** What the `extensions` of a field may say of its cost. */
interface CostExtensions {
  /** How many objects it counts for, beside those below it; 1 if it does not say. */
  cost?: number;
}
/** Sums kept per document whose page sizes come from variables. */
const MOST_KEPT = 50;

interface Sums {
  /** Variables that give page sizes; the cost depends on nothing else. */
  variables: string[];
  byValues: Map<string, number>;
}

const cache = new WeakMap<OperationDefinitionNode, Sums>();

/**
 * How many objects an operation asks for at most, page sizes multiplied along the way down, and
 * plain lists taken for ten; what takes more work counts for more. Stops counting a little above `most`.
 */
export function operationCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
  most: number,
): number {
  let sums = cache.get(operation);
  if (sums) {
    const known = sums.byValues.get(keyOf(sums.variables, variables));
    if (known !== undefined) return known;
  }
  const counter = new Counter(schema, fragmentsOf(document), variables, most);
  const cost = counter.count(operation, schema.getRootType(operation.operation)!);
  // a count that was broken off has not seen all variables: only what names them all can be kept
  if (!sums && cost <= most)
    cache.set(operation, (sums = { variables: [...counter.variables], byValues: new Map() }));
  if (sums && cost <= most) {
    if (sums.byValues.size >= MOST_KEPT) sums.byValues.clear();
    sums.byValues.set(keyOf(sums.variables, variables), cost);
  }
  return cost;
}

function keyOf(names: readonly string[], variables: Variables): string {
  return names.length === 0
    ? ''
    : JSON.stringify(names.map((name) => sizeOf(variables[name]) ?? null));
}

class Counter {
  readonly variables = new Set<string>();
  #defaults = new Map<string, number>();
  /** Fields looked at; bounds the work on selections that cost nothing. */
  #visits = 0;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly fragments: Map<string, FragmentDefinitionNode>,
    private readonly values: Variables,
    private readonly most: number,
  ) {}

  count(operation: OperationDefinitionNode, root: GraphQLCompositeType): number {
    for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
      if (defaultValue?.kind === Kind.INT)
        this.#defaults.set(variable.name.value, Number(defaultValue.value));
    }
    return this.ofSelections(operation.selectionSet, root, new Set());
  }

  private ofSelections(
    selections: SelectionSetNode,
    parent: GraphQLCompositeType,
    seen: Set<string>,
  ): number {
    let cost = 0;
    for (const selection of selections.selections) {
      if (selection.kind === Kind.FIELD) {
        cost += this.ofField(selection, parent);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        cost += this.ofSelections(
          selection.selectionSet,
          this.typeNamed(selection.typeCondition?.name.value) ?? parent,
          seen,
        );
      } else if (!seen.has(selection.name.value)) {
        const fragment = this.fragments.get(selection.name.value)!;
        seen.add(selection.name.value);
        cost += this.ofSelections(
          fragment.selectionSet,
          this.typeNamed(fragment.typeCondition.name.value)!,
          seen,
        );
      }
      if (cost > this.most) return cost;
    }
    return cost;
  }

  private ofField(node: FieldNode, parent: GraphQLCompositeType): number {
    const field = fieldOf(parent, node);
    const type = field && getNamedType(field.type);
    if (!field || !type || !isCompositeType(type) || !node.selectionSet) return 0;
    if (++this.#visits > this.most * 10) return this.most + 1;
    const times = this.timesOf(field, node, parent);
    if (times === 0) return 0;
    const { cost = WRAPPER.test(type.name) ? 0 : 1 } = field.extensions as CostExtensions;
    return times * (cost + this.ofSelections(node.selectionSet, type, new Set()));
  }

  private timesOf(
    field: GraphQLField<unknown, unknown>,
    node: FieldNode,
    parent: GraphQLCompositeType,
  ): number {
    const takes = (name: string): boolean => field.args.some((argument) => argument.name === name);
    if (takes('first') || takes('last')) {
      return (
        this.sizeOfArgument(node, 'first') ?? this.sizeOfArgument(node, 'last') ?? DEFAULT_PAGE
      );
    }
    if (!isListType(getNullableType(field.type)) || WRAPPER.test(parent.name)) return 1;
    return (takes('ids') ? this.sizeOfArgument(node, 'ids') : undefined) ?? LIST_LENGTH;
  }

  private sizeOfArgument(node: FieldNode, name: string): number | undefined {
    const value = node.arguments?.find(
      (argument: ArgumentNode) => argument.name.value === name,
    )?.value;
    if (value?.kind === Kind.INT) return sizeOf(Number(value.value));
    if (value?.kind === Kind.LIST) return value.values.length;
    if (value?.kind !== Kind.VARIABLE) return undefined;
    const variable = value.name.value;
    this.variables.add(variable);
    return sizeOf(this.values[variable]) ?? this.#defaults.get(variable);
  }

  private typeNamed(name: string | undefined): GraphQLCompositeType | undefined {
    const type = name === undefined ? undefined : this.schema.getType(name);
    return type && isCompositeType(type) ? type : undefined;
  }
}

/** A size as a client gave it; undefined where it gave none. */
function sizeOf(value: unknown): number | undefined {
  if (Array.isArray(value)) return value.length;
  return typeof value === 'number'
    ? Math.min(Math.max(Math.trunc(value) || 0, 0), LARGEST_PAGE)
    : undefined;
}
