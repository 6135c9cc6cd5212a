import type { DefinitionNode, Position } from '../../graph/definition';
import { builtInNodeTypes } from '../../graph/node-types';
import { fileLoss, type FileLoss } from '../source-file/file-content';
import { isSame, rewriteValue, setMember } from '../source-file/rewrite-value';
import { isLink, kindOf } from './node-red-nodes';

/** Stands before types that mean something else here. */
const SYSTEM = 'node-red:';
const BUILT_IN_TYPES = new Set(builtInNodeTypes.map(({ type }) => type));
/** Written from elsewhere than a config. */
const OWN_MEMBERS = new Set(['id', 'x', 'y']);

/**
 * The object of a node, but for its wires.
 *
 * @param inFile its object in the file; of a new node the id alone.
 */
export function writeNodeRedNode(
  inFile: Record<string, unknown>,
  read: DefinitionNode | undefined,
  now: DefinitionNode,
  places: { read: Position | undefined; now: Position | undefined },
  losses: FileLoss[],
): Record<string, unknown> {
  const entry = { ...inFile };
  if (read?.type !== now.type) writeType(entry, now, losses);
  if (read?.parent !== now.parent) {
    setMember(entry, 'z', now.parent ?? (Object.hasOwn(entry, 'z') ? '' : undefined));
  }
  if (read?.name !== now.name) {
    const { label } = entry;
    const isLabelled = entry['type'] === 'tab' || (typeof label === 'string' && label !== '');
    const member = kindOf({ members: entry }) === 'container' && isLabelled ? 'label' : 'name';
    // A node without a name is called by its type, which Node-RED does by itself.
    const isUnnamed = read === undefined && member === 'name' && now.name === entry['type'];
    entry[member] = isUnnamed ? '' : now.name;
  }
  const config = read?.config ?? {};
  for (const name of new Set([...Object.keys(config), ...Object.keys(now.config)])) {
    const [was, is] = [config[name], now.config[name]];
    if (OWN_MEMBERS.has(name) || isSame(was, is) || connects(entry, name, is)) continue;
    setMember(entry, name, is === undefined ? undefined : rewriteValue(entry[name], was, is));
  }
  if ((read?.disabled ?? false) !== (now.disabled ?? false)) {
    if (entry['type'] === 'tab') entry['disabled'] = now.disabled === true;
    else setMember(entry, 'd', now.disabled === true ? true : undefined);
  }
  const isNewStep = read === undefined && kindOf({ members: entry }) === 'step';
  // Node-RED takes an object on a tab without wires for configuration.
  if (isNewStep && places.now !== undefined) entry['wires'] ??= [];
  if (places.now !== undefined && !isSame(places.read, places.now)) {
    entry['x'] = places.now.x;
    entry['y'] = places.now.y;
  }
  return entry;
}

/** Wires and links are edges, and other wires than a list make a file none of Node-RED. */
function connects(entry: Record<string, unknown>, name: string, value: unknown): boolean {
  if (name === 'wires') return value !== undefined;
  return name === 'links' && Array.isArray(value) && isLink({ members: entry });
}

function writeType(entry: Record<string, unknown>, now: DefinitionNode, losses: FileLoss[]): void {
  const { id, name, type } = now;
  entry['type'] = type.startsWith(SYSTEM) ? type.slice(SYSTEM.length) : type;
  if (!BUILT_IN_TYPES.has(type)) return;
  const message = `has the type ${type}, which Node-RED does not know, or knows as something else`;
  losses.push(fileLoss('NODE_TYPE_FOREIGN', message, { id, name }));
}
