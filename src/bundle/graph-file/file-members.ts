import type { JsonObject } from '../../graph/definition';
import { escapePointerToken } from '../../graph/json-pointer';
import type { ImportPlace } from '../secret-free-values';
import type { FileNode } from './file-nodes';
import type { ImportContext } from './import-context';

/** What becomes of a member of a workflow: read elsewhere, kept in the settings, or left out, and why. */
export type WorkflowMemberFate = 'read' | 'settings' | { why: string };

/** What becomes of a member of a node: read elsewhere, or only for the eye and left out. */
export type NodeMemberFate = 'read' | 'noise';

/** A member that is left out, with a copy of what it held in the report. */
export function leftOut(why: string): WorkflowMemberFate {
  return { why };
}

/**
 * The members of a workflow that belong to the settings: those that are said to, and those that
 * nobody knows, because they could decide behaviour. Members that are null say nothing.
 */
export function settingsOf(
  members: Record<string, unknown>,
  fates: Readonly<Record<string, WorkflowMemberFate>>,
  pointer: string,
  { report, values }: ImportContext,
): JsonObject {
  const settings: JsonObject = {};
  for (const name of Object.keys(members).sort()) {
    const fate = Object.hasOwn(fates, name) ? fates[name] : undefined;
    const value = members[name];
    if (fate === 'read' || value === null || value === undefined) continue;
    const place = { pointer: `${pointer}/${escapePointerToken(name)}` };
    if (typeof fate === 'object') {
      const copy = values.copy(value, place, name);
      report.add('WORKFLOW_MEMBER', place.pointer, `${name} ${fate.why}; left out`, {
        value: copy,
      });
      continue;
    }
    settings[values.text(name, place)] = values.copy(value, place, name);
    if (fate === undefined) {
      const message = `${name} is not a member that its system documents; kept in the settings`;
      report.add('WORKFLOW_MEMBER_KEPT', place.pointer, message);
    }
  }
  return settings;
}

/** The members of a node beside its content that nobody knows, for its config. */
export function unknownMembers(
  node: FileNode,
  members: Record<string, unknown>,
  fates: Readonly<Record<string, NodeMemberFate>>,
  place: ImportPlace,
  { report, values }: ImportContext,
): JsonObject {
  const unknown: JsonObject = {};
  for (const name of Object.keys(members).sort()) {
    const fate = Object.hasOwn(fates, name) ? fates[name] : undefined;
    if (fate === 'read') continue;
    if (fate === 'noise') {
      report.countNoise(name);
      continue;
    }
    const pointer = `${place.pointer}/${escapePointerToken(name)}`;
    unknown[values.text(name, place)] = values.copy(members[name], { pointer, node }, name);
    const message = `${name} is not a member that its system documents; kept in the config`;
    report.add('NODE_MEMBER_UNKNOWN', pointer, message, { node });
  }
  return unknown;
}

/** A config with what a system writes beside a node's content under `$node`, if there is any. */
export function withRest(config: JsonObject, rest: JsonObject): JsonObject {
  if (Object.keys(rest).length === 0) return config;
  return { ...config, $node: rest };
}
