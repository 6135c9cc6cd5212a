import { type Problem } from './problems';

/** A problem in a sentence that says where, for people who see no graph. */
export function problemSentence({
  nodeKey,
  edgeKey,
  message,
}: Pick<Problem, 'nodeKey' | 'edgeKey' | 'message'>): string {
  const place = nodeKey ?? edgeKey;
  return place === undefined ? message : `${place}: ${message}`;
}
