import type { DefinitionEdge } from './definition';
import type { IssueList } from './definition-error';
import type { JsonCheck } from './json-check';
import { MAX_ID_LENGTH } from './limits';
import type { Members } from './members';
import { reactFlowFields } from './react-flow';
import { readAgreeing } from './read-node';

const EDGE_MEMBERS = new Set(['condition', 'priority', ...reactFlowFields('edge')]);
const EDGE_DATA_MEMBERS = new Set(reactFlowFields('edge', 'data.'));

/**
 * Reads an edge in our own format or in React Flow's, where `data` may hold the condition and the
 * priority. Answers `undefined`, with issues, if it lacks an id or an end.
 */
export function readEdge(
  members: Members,
  check: JsonCheck,
  issues: IssueList,
): DefinitionEdge | undefined {
  members.refuseUnknown(EDGE_MEMBERS);
  const data = members.members('data');
  data?.refuseUnknown(EDGE_DATA_MEMBERS);
  const id = members.requiredKey('id', MAX_ID_LENGTH);
  const source = members.requiredText('source', MAX_ID_LENGTH);
  const target = members.requiredText('target', MAX_ID_LENGTH);
  const sourceHandle = members.text('sourceHandle', MAX_ID_LENGTH);
  const targetHandle = members.text('targetHandle', MAX_ID_LENGTH);
  const condition = readAgreeing(
    members.text('condition'),
    data?.text('condition'),
    members.pathOf('condition'),
    issues,
  );
  if (condition !== undefined) check.check(condition, members.pathOf('condition'));
  const priority = readAgreeing(
    readPriority(members),
    data && readPriority(data),
    members.pathOf('priority'),
    issues,
  );
  if (id === undefined || source === undefined || target === undefined) return undefined;
  return {
    id,
    source,
    target,
    ...(sourceHandle !== undefined && { sourceHandle }),
    ...(targetHandle !== undefined && { targetHandle }),
    ...(condition !== undefined && { condition }),
    ...(priority !== undefined && { priority }),
  };
}

function readPriority(members: Members): number | undefined {
  return members.number('priority', {
    integer: true,
    min: Number.MIN_SAFE_INTEGER,
    max: Number.MAX_SAFE_INTEGER,
  });
}
