import { chooseRoute } from '../../channel/choose-route';
import { type HeldChannel, type ReleaseWriter } from '../../channel/release';
import { type Route } from '../../channel/channel';
import { type EventLog } from '../../event/event-log';
import { type Definition } from '../../graph/definition';
import { systemActor } from '../../platform/actor';
import { type Clock } from '../../platform/clock';
import { type Transaction } from '../../platform/database/transaction';
import { type Ids } from '../../platform/ids';
import { Refusal } from '../../platform/refusal';
import { type Run } from '../run';
import { runStarted } from '../run.events';
import { type RunLimits } from '../run-limits';
import { type RunProgressLog } from '../run-progress-log';
import { checkRunInput, checkStartable, initialVariables, jsonText } from '../run.rules';
import { type RunStore } from '../run.store';
import { type FiredTrigger, type TriggeredRuns } from './triggered-runs';
import { type DefinitionService } from '../../version/definition.service';
import { type Version } from '../../version/version';
import { ValidationFailed } from '../../version/version.errors';
import { type VersionService } from '../../version/version.service';
import { type Workflow } from '../../workflow/workflow';

/** What {@link StartTriggeredRuns} stands on. */
export interface TriggeredRunParts {
  releases: ReleaseWriter;
  versions: VersionService;
  definitions: DefinitionService;
  runs: RunStore;
  limits: RunLimits;
  progress: RunProgressLog;
  log: EventLog;
  clock: Clock;
  ids: Ids;
}

const TYPES = { SCHEDULE: 'trigger.schedule', WEBHOOK: 'trigger.webhook' } as const;

/** A drawn route, and what it leads to. */
interface Drawn {
  version: Version;
  definition: Definition;
  route: Route;
}

/** Starts runs of triggers on what their channel routes to, for external executors. */
export class StartTriggeredRuns implements TriggeredRuns {
  constructor(private readonly parts: TriggeredRunParts) {}

  async fire(
    transaction: Transaction,
    workflow: Workflow,
    fired: FiredTrigger,
  ): Promise<string | Refusal> {
    const { releases, versions, limits } = this.parts;
    checkStartable(workflow, 'LIVE');
    const held = await releases.hold(transaction, workflow, fired.channel, {});
    const drawn = await this.draw(transaction, held, fired);
    const problems = await versions.refusingProblems(drawn.version, transaction);
    if (problems.length > 0) throw new ValidationFailed(drawn.version.label, problems, 'version');
    const input = jsonText(fired.input, 'input') ?? '{}';
    checkRunInput(drawn.definition, fired.input, ['input']);
    const refusal = await limits.start(transaction, workflow, 'LIVE', 1);
    if (refusal) return refusal;
    const run = this.newRun(held, fired, drawn);
    await this.create(transaction, run, input, drawn.definition);
    const { log } = this.parts;
    await log.append(transaction, workflow, systemActor, [runStarted(run, held.channel.key)]);
    return run.id;
  }

  private async create(
    transaction: Transaction,
    run: Run,
    input: string,
    definition: Definition,
  ): Promise<void> {
    const { definitions, runs, progress } = this.parts;
    const variables = JSON.stringify(initialVariables(definition));
    const executed = definition.nodes.filter(
      ({ type, disabled }) => !disabled && !definitions.registry.get(type)?.isTrigger,
    );
    const types = [...new Set(executed.map(({ type }) => type))].sort();
    await runs.create(transaction, run, { input, variables }, types);
    await progress.append(transaction, run.id, [{ kind: 'QUEUED', stepId: null }]);
  }

  /** The first route stands in for one that lacks the trigger. */
  private async draw(
    transaction: Transaction,
    held: HeldChannel,
    fired: FiredTrigger,
  ): Promise<Drawn> {
    const { channel, routes } = held;
    if (routes.length === 0)
      throw new Refusal('NO_ROUTE', `The channel "${channel.key}" routes nowhere.`, ['channel']);
    const key = fired.stickyKey ?? this.parts.ids.secret(12);
    const drawn = await this.at(transaction, held, chooseRoute(routes, channel.salt, key));
    const { kind, triggerKey } = fired;
    const hasTrigger = drawn.definition.nodes.some(
      ({ id, type, disabled }) => id === triggerKey && type === TYPES[kind] && !disabled,
    );
    return hasTrigger ? drawn : this.at(transaction, held, routes[0]!);
  }

  private async at(
    transaction: Transaction,
    { routes, routed }: HeldChannel,
    route: Route,
  ): Promise<Drawn> {
    const present = routed[routes.indexOf(route)]!;
    const { revision, digest } = route;
    const version =
      revision === null || digest === null ? present : { ...present, revision, digest };
    const { definitions } = this.parts;
    const definition = await definitions.parsed(version.workspaceId, version.digest, transaction);
    return { version, definition, route };
  }

  private newRun(held: HeldChannel, fired: FiredTrigger, { version, route }: Drawn): Run {
    const now = this.parts.clock.now();
    return {
      id: this.parts.ids.next('run'),
      workspaceId: version.workspaceId,
      workflowId: version.workflowId,
      versionId: version.id,
      revision: version.revision,
      digest: version.digest,
      channelId: held.channel.id,
      variant: route.label,
      selectedBy: held.routes.length > 1 ? 'SPLIT' : 'CHANNEL',
      mode: 'LIVE',
      trigger: fired.kind,
      triggerKey: fired.triggerKey,
      executor: 'EXTERNAL',
      status: 'QUEUED',
      error: null,
      replayOf: null,
      createdAt: now,
      createdBy: systemActor,
      startedAt: null,
      finishedAt: null,
      claims: 0,
      claimableAt: now,
      lastSequence: 0,
    };
  }
}
