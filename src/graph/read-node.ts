import { isPlainObject } from './canonical-json';
import type { DefinitionNode, JsonObject, Layout, RetryPolicy } from './definition';
import type { IssueList } from './definition-error';
import type { JsonCheck } from './json-check';
import { readPosition } from './layout';
import { MAX_ATTEMPTS, MAX_ID_LENGTH, MAX_MILLISECONDS, MAX_NAME_LENGTH } from './limits';
import type { Members } from './members';
import { configOf, reactFlowFields } from './react-flow';

const NODE_MEMBERS = new Set([
  ...['id', 'type', 'name', 'config', 'parent', 'disabled', 'retry', 'timeoutMs'],
  ...reactFlowFields('node'),
]);
const RETRY_MEMBERS = new Set(['attempts', 'backoffMs']);

/** React Flow's name of the type of a node that has none. */
const DEFAULT_TYPE = 'default';

/** A node that was read, and what of it belongs to the layout. */
export interface NodeReading {
  node: DefinitionNode;
  /** Where the config stood in the input. */
  configPath: string;
  /** Where the parent stood in the input. */
  parentPath: string;
}

/**
 * Reads a node in our own format or in React Flow's, and puts its place and size into `layout`.
 * Answers `undefined`, with issues, if it has no usable id.
 */
export function readNode(
  members: Members,
  layout: Required<Pick<Layout, 'positions' | 'sizes'>>,
  check: JsonCheck,
  issues: IssueList,
): NodeReading | undefined {
  members.refuseUnknown(NODE_MEMBERS);
  const id = members.requiredKey('id', MAX_ID_LENGTH);
  const type = readType(members);
  const { label, config, configPath } = readContent(members, check, issues);
  const name = readAgreeing(
    members.text('name', MAX_NAME_LENGTH),
    label,
    members.pathOf('name'),
    issues,
  );
  const { parent, parentPath } = readParent(members, issues);
  const disabled = members.boolean('disabled');
  const retry = readRetry(members.members('retry'));
  const timeoutMs = members.number('timeoutMs', { integer: true, min: 1, max: MAX_MILLISECONDS });
  if (id === undefined) return undefined;
  readPlace(members, id, layout);
  const node: DefinitionNode = {
    id,
    type: type ?? DEFAULT_TYPE,
    name: name ?? id,
    config,
    ...(parent !== undefined && { parent }),
    ...(disabled !== undefined && { disabled }),
    ...(retry && { retry }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  };
  return { node, configPath, parentPath };
}

function readType(members: Members): string | undefined {
  const isReactFlow =
    members.value('data') !== undefined || members.value('position') !== undefined;
  if (isReactFlow && members.value('type') === undefined) return DEFAULT_TYPE;
  return members.requiredText('type', MAX_ID_LENGTH);
}

function readContent(
  members: Members,
  check: JsonCheck,
  issues: IssueList,
): { label: string | undefined; config: JsonObject; configPath: string } {
  const own = members.members('config');
  const data = members.members('data');
  if (own !== undefined && data !== undefined) {
    issues.add(data.path, 'stands beside config; a node has one or the other');
  }
  const source = own ?? data;
  if (source === undefined)
    return { label: undefined, config: {}, configPath: members.pathOf('config') };
  check.check(source.object, source.path);
  const config = own === undefined ? configOf(source.object) : source.object;
  const label = own === undefined ? source.text('label', MAX_NAME_LENGTH) : undefined;
  return { label, config: config as JsonObject, configPath: source.path };
}

function readParent(
  members: Members,
  issues: IssueList,
): { parent: string | undefined; parentPath: string } {
  let parent: string | undefined;
  let parentPath = members.pathOf('parent');
  for (const name of ['parent', 'parentId', 'parentNode']) {
    if (members.value(name) === undefined) continue;
    parentPath = members.pathOf(name);
    parent = readAgreeing(parent, members.requiredText(name, MAX_ID_LENGTH), parentPath, issues);
  }
  return { parent, parentPath };
}

/** One fact that can be told under two names: refused if they tell different things. */
export function readAgreeing<T>(
  first: T | undefined,
  second: T | undefined,
  path: string,
  issues: IssueList,
): T | undefined {
  if (first !== undefined && second !== undefined && first !== second) {
    issues.add(path, 'is given twice, with different values');
  }
  return first ?? second;
}

function readRetry(members: Members | undefined): RetryPolicy | undefined {
  if (members === undefined) return undefined;
  members.refuseUnknown(RETRY_MEMBERS);
  const attempts = members.requiredNumber('attempts', { integer: true, min: 1, max: MAX_ATTEMPTS });
  const backoffMs = members.requiredNumber('backoffMs', {
    integer: true,
    min: 0,
    max: MAX_MILLISECONDS,
  });
  return attempts === undefined || backoffMs === undefined ? undefined : { attempts, backoffMs };
}

function readPlace(
  members: Members,
  id: string,
  layout: Required<Pick<Layout, 'positions' | 'sizes'>>,
): void {
  const place = members.members('position');
  const position = place === undefined ? undefined : readPosition(place);
  if (position !== undefined) layout.positions[id] = position;
  const width = members.number('width', { min: 0 }) ?? styleNumber(members, 'width');
  const height = members.number('height', { min: 0 }) ?? styleNumber(members, 'height');
  if (width !== undefined && height !== undefined) layout.sizes[id] = { width, height };
}

/** React Flow's examples give groups their size in `style`; sizes in other units are only looks. */
function styleNumber(members: Members, name: 'width' | 'height'): number | undefined {
  const style = members.value('style');
  const value = isPlainObject(style) ? style[name] : undefined;
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}
