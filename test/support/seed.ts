import { type DefinitionDraft, greets } from './builders';
import { type GraphQLClient } from './graphql-client';

/** What was selected of whatever is there: members by the names that the schema gives them. */
export interface Answer {
  [member: string]: unknown;
  id: string;
  key: string;
  label: string;
  code: string;
  message: string;
  cursor: string;
  digest: string;
  number: number;
  revision: number;
  totalCount: number;
  activation: Answer;
  activations: Answer;
  channel: Answer;
  draft: Answer;
  events: Answer;
  latestVersion: Answer;
  node: Answer;
  pageInfo: { startCursor: string; endCursor: string };
  rejectedSave: Answer;
  replacedRevision: Answer;
  revisions: Answer;
  run: Answer;
  runs: Answer;
  step: Answer;
  steps: Answer;
  status: string;
  leaseToken: string;
  claims: Answer[];
  version: Answer;
  versions: Answer;
  workflow: Answer;
  workflows: Answer;
  edges: Answer[];
  nodes: Answer[];
  problems: Answer[];
  routes: { weight: number; version: Answer }[];
  userErrors: Answer[];
}

/** Everything that a user error can say. */
const USER_ERRORS = `userErrors { __typename code message field
  ... on VersionConflict { expected actual }
  ... on DraftConflict { expectedRevision currentRevision places { path base ours theirs reason } rejectedSave { id baseRevision digest definition expiresAt } }
  ... on MergeConflict { places { path base ours theirs reason } }
  ... on BundleInvalid { faults { path message } }
  ... on PromotionDiverged { numbers }
  ... on VersionSealed { version { number } }
  ... on ValidationFailed { problems { severity code nodeKey path message } }
  ... on RollbackAmbiguous { candidates { sequence version { number } } } }`;

let names = 0;

/** Builds a world noun by noun, over HTTP as a user would. */
export class Seed {
  constructor(readonly client: GraphQLClient) {}

  /** A mutation's payload, its user errors among it. */
  async attempt(mutation: string, input: object, fields = ''): Promise<Answer> {
    const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
    const document = `mutation($input: ${type}!) { ${mutation}(input: $input) { ${fields} ${USER_ERRORS} } }`;
    const data = await this.client.request<Record<string, Answer>>(document, { input });
    return data[mutation]!;
  }

  /** The payload of a mutation that must succeed. */
  async mutate(mutation: string, input: object, fields = ''): Promise<Answer> {
    const payload = await this.attempt(mutation, input, fields);
    if (payload.userErrors.length > 0)
      throw new Error(`${mutation} was refused: ${JSON.stringify(payload.userErrors)}`);
    return payload;
  }

  /** The one user error of a mutation that must be refused. */
  async refusal(mutation: string, input: object): Promise<Answer> {
    const { userErrors } = await this.attempt(mutation, input);
    if (userErrors.length !== 1) throw new Error(`${mutation} was not refused.`);
    return userErrors[0]!;
  }

  /** A new workflow; its draft greets "one" unless told otherwise. */
  async workflow(input: object = {}): Promise<SeededWorkflow> {
    const given = { name: `Workflow ${++names}`, definition: greets('one'), ...input };
    const { workflow } = await this.mutate('createWorkflow', given, 'workflow { id key }');
    return new SeededWorkflow(this, workflow.id, workflow.key);
  }

  /** A workflow with a version for each greeting, the last of them in the draft. */
  async workflowWith(greetings: string[], input: object = {}): Promise<SeededWorkflow> {
    const workflow = await this.workflow(input);
    for (const greeting of greetings) await workflow.save(greets(greeting));
    return workflow;
  }

  /** The data of a query that must succeed. */
  query(document: string, variables?: Record<string, unknown>): Promise<Answer> {
    return this.client.request(document, variables);
  }

  /** Fields of a run as it is now. */
  async run(id: string, fields: string): Promise<Answer> {
    return (await this.query(`{ run(id: "${id}") { ${fields} } }`)).run;
  }

  /** The code of the top-level error that a query must end with. */
  async errorCode(document: string, variables?: Record<string, unknown>): Promise<string> {
    const { errors } = await this.client.send(document, variables);
    if (errors?.length !== 1) throw new Error(`Expected one error: ${JSON.stringify(errors)}`);
    return errors[0]!.extensions.code;
  }
}

/** Nobody executes what tests start, unless they say so: else what they look at would run away. */
const DEFAULTS: Record<string, object> = {
  startRun: { executor: 'EXTERNAL' },
  startRuns: { executor: 'EXTERNAL' },
};

/** One workflow: mutations get its id by themselves. */
export class SeededWorkflow {
  constructor(
    readonly seed: Seed,
    readonly id: string,
    readonly key: string,
  ) {}

  attempt(mutation: string, input: object = {}, fields = ''): Promise<Answer> {
    return this.seed.attempt(mutation, this.inputOf(mutation, input), fields);
  }

  mutate(mutation: string, input: object = {}, fields = ''): Promise<Answer> {
    return this.seed.mutate(mutation, this.inputOf(mutation, input), fields);
  }

  refusal(mutation: string, input: object = {}): Promise<Answer> {
    return this.seed.refusal(mutation, this.inputOf(mutation, input));
  }

  private inputOf(mutation: string, input: object): object {
    return { workflowId: this.id, ...DEFAULTS[mutation], ...input };
  }

  /** Fields of the workflow as it is now. */
  async read(fields: string): Promise<Answer> {
    const document = `{ workflow(id: "${this.id}") { ${fields} } }`;
    return (await this.seed.query(document)).workflow;
  }

  /** Fields of one of its versions. */
  async version(ref: string | number, fields: string): Promise<Answer> {
    const document = `query($id: ID!, $ref: VersionRef!) { version(workflowId: $id, ref: $ref) { ${fields} } }`;
    return (await this.seed.query(document, { id: this.id, ref })).version;
  }

  /** Saves the draft on top of what it is; answers the draft's new revision. */
  async edit(definition: DefinitionDraft, input: object = {}): Promise<number> {
    const expectedRevision = (await this.version('draft', 'revision')).revision;
    const given = { expectedRevision, definition, ...input };
    return (await this.mutate('saveDraft', given, 'draft { revision }')).draft.revision;
  }

  /** Saves the draft, with new content if given, as a version; answers its number. */
  async save(definition?: DefinitionDraft, input: object = {}): Promise<number> {
    if (definition) await this.edit(definition);
    return (await this.mutate('saveVersion', input, 'version { number }')).version.number;
  }

  /** Routes `live` wholly to versions, one after another. */
  async activate(...versions: (string | number)[]): Promise<void> {
    for (const version of versions) await this.mutate('activateVersion', { version });
  }

  /** What `live` routes to, as `v2` or `v1:3 Draft:1` for a split by weights. */
  async live(channel = 'live'): Promise<string> {
    const fields = `channel(key: "${channel}") { routes { weight version { label } } }`;
    const { routes } = (await this.read(fields)).channel;
    if (routes.length === 1) return routes[0]!.version.label;
    return routes.map(({ weight, version }) => `${version.label}:${weight}`).join(' ') || 'none';
  }

  /** Starts a run; answers its id. */
  async start(input: object = {}): Promise<string> {
    return (await this.mutate('startRun', input, 'run { id }')).run.id;
  }

  /** Claims the run of it that waits longest; answers its lease. */
  async claim(input: object = {}): Promise<{ runId: string; leaseToken: string }> {
    const fields = 'claims { leaseToken run { id } }';
    const [claim] = (await this.mutate('claimRun', input, fields)).claims;
    if (!claim) throw new Error('There was no run to claim.');
    return { runId: claim.run.id, leaseToken: claim.leaseToken };
  }

  /** Starts a run, claims and finishes it; answers its id. */
  async finish(end: object = {}, input: object = {}): Promise<string> {
    await this.start(input);
    const lease = await this.claim();
    await this.seed.mutate('finishRun', { ...lease, ...end });
    return lease.runId;
  }

  /** Types of its events, oldest first. */
  async events(): Promise<string[]> {
    const { events } = await this.read('events(first: 100) { edges { node { type } } }');
    return events.edges.map(({ node }) => node.type as string);
  }
}
