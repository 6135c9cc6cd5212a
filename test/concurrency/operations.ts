import { type GraphQLAnswer, type GraphQLClient } from '../support/graphql-client';

const ERRORS = 'userErrors { code message field }';
const RELEASE = `changed activation { sequence } ${ERRORS}`;
const DRAFT = `draft { revision } ${ERRORS}`;
const VERSION = `version { number } ${ERRORS}`;
const RUN = `run { id version { number } digest selectedBy } ${ERRORS}`;

/** Payload of each mutation that the tests of this folder use. */
const PAYLOADS = {
  createWorkflow: `workflow { id draft { revision digest } } ${ERRORS}`,
  updateWorkflow: ERRORS,
  archiveWorkflow: ERRORS,
  unarchiveWorkflow: ERRORS,
  deleteWorkflow: `deletedWorkflowId ${ERRORS}`,
  forkWorkflow: `workflow { id } ${ERRORS}`,
  saveDraft: `changed ${DRAFT}`,
  createDraftFromVersion: DRAFT,
  discardDraft: DRAFT,
  saveVersion: `created ${VERSION}`,
  mergeVersions: `changed ${VERSION}`,
  updateVersion: `version { number revision digest } ${ERRORS}`,
  pruneRevisions: `prunedCount ${ERRORS}`,
  archiveVersion: VERSION,
  unarchiveVersion: VERSION,
  deleteVersion: `deletedVersionId ${ERRORS}`,
  activateVersion: RELEASE,
  rollback: RELEASE,
  deactivate: RELEASE,
  routeChannel: RELEASE,
  createChannel: ERRORS,
  moveSubworkflowPins: DRAFT,
  pauseWorkflow: ERRORS,
  resumeWorkflow: ERRORS,
  startRun: RUN,
  startRuns: `runs { id version { number } digest selectedBy } ${ERRORS}`,
  replayRun: RUN,
  retryRun: RUN,
  cancelRun: RUN,
  signalRun: RUN,
  deleteRun: `deletedRunId ${ERRORS}`,
  claimRun: `claims { leaseToken run { id } } ${ERRORS}`,
  heartbeatRun: ERRORS,
  reportStep: `changed ${ERRORS}`,
  finishRun: RUN,
  setSecret: ERRORS,
  deleteSecret: ERRORS,
} as const;

export type Mutation = keyof typeof PAYLOADS;

export interface UserError {
  code: string;
  message: string;
  field?: string[];
}

/** A run that a mutation answers. */
export interface AnsweredRun {
  id: string;
  version: { number: number };
  digest: string;
  selectedBy: string;
}

/** What a mutation answers; which members there are depends on the mutation. */
export interface Payload {
  userErrors: UserError[];
  changed?: boolean;
  created?: boolean;
  activation?: { sequence: number };
  draft?: { revision: number };
  version?: { number: number; revision: number; digest: string };
  workflow?: { id: string; draft: { revision: number; digest: string } };
  deletedWorkflowId?: string;
  deletedVersionId?: string;
  run?: AnsweredRun;
  runs?: AnsweredRun[];
  claims?: { leaseToken: string; run: { id: string } }[];
}

/** The document of a mutation with its input as the variable `input`. */
export function documentOf(mutation: Mutation): string {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  return `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${PAYLOADS[mutation]} } }`;
}

/** The whole answer of a mutation, top-level errors included. */
export function attempt(
  client: GraphQLClient,
  mutation: Mutation,
  input: object,
): Promise<GraphQLAnswer<Partial<Record<Mutation, Payload>>>> {
  return client.send<Partial<Record<Mutation, Payload>>>(documentOf(mutation), { input });
}

/** The payload of a mutation that is no fault; user errors are in it. */
export async function mutate(
  client: GraphQLClient,
  mutation: Mutation,
  input: object,
): Promise<Payload> {
  const { status, data, errors } = await attempt(client, mutation, input);
  if (status !== 200 || errors)
    throw new Error(`${mutation} failed with ${status}: ${JSON.stringify(errors)}`);
  return data![mutation]!;
}

/** The payload of a mutation that must succeed. */
export async function succeed(
  client: GraphQLClient,
  mutation: Mutation,
  input: object,
): Promise<Payload> {
  const payload = await mutate(client, mutation, input);
  if (payload.userErrors.length > 0)
    throw new Error(`${mutation} was refused: ${JSON.stringify(payload.userErrors)}`);
  return payload;
}

/** A definition without problems; each `content` is another one. */
export function definitionOf(content: string | number): object {
  return {
    nodes: [
      { id: 'start', type: 'trigger.manual', name: 'Start', config: {} },
      { id: 'answer', type: 'transform', name: 'Answer', config: { expression: `"${content}"` } },
    ],
    edges: [{ id: 'e1', source: 'start', target: 'answer' }],
  };
}

/** Makes a workflow and answers its id. */
export async function createWorkflow(
  client: GraphQLClient,
  name: string,
  input: object = {},
): Promise<string> {
  const definition = definitionOf(name);
  const { workflow } = await succeed(client, 'createWorkflow', { name, definition, ...input });
  return workflow!.id;
}
