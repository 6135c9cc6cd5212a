import { type Caller } from '../access/caller';
import { type EventLog } from '../event/event-log';
import { type Database } from '../platform/database/database';
import { type Transaction } from '../platform/database/transaction';
import { Refusal } from '../platform/refusal';
import { DRAFT_NUMBER } from '../version/version';
import { ValidationFailed } from '../version/version.errors';
import { type VersionRef } from '../version/version-ref';
import { type VersionService } from '../version/version.service';
import { type Workflow } from '../workflow/workflow';
import { type WorkflowService } from '../workflow/workflow.service';
import { type ActivationStore } from './activation.store';
import { LIVE, type Route } from './channel';
import { RollbackAmbiguous } from './channel.errors';
import {
  checkNote,
  checkRoutes,
  chooseRollback,
  type Expectation,
  hasExpectation,
} from './channel.rules';
import {
  checkNotArchived,
  type HeldChannel,
  type Release,
  type ReleaseCause,
  type ReleaseWriter,
} from './release';

/** Which channel to change, what to expect of it, and why. */
export interface ReleaseTarget extends Expectation {
  workflowId: string;
  /** Key of the channel; `live` if absent. */
  channel?: string | null;
  note?: string | null;
}

/** A wanted route of a channel. */
export interface RouteInput {
  version: VersionRef;
  weight?: number | null;
  label?: string | null;
}

/** Activations looked at for a rollback without target, newest first. */
const ROLLBACK_HORIZON = 200;

/** Routes channels: activation, rollback, deactivation, splits. */
export class ChannelService {
  constructor(
    private readonly database: Database,
    private readonly workflows: WorkflowService,
    private readonly versions: VersionService,
    private readonly activations: ActivationStore,
    private readonly releases: ReleaseWriter,
    private readonly log: EventLog,
  ) {}

  /** Routes a channel wholly to a version's present digest. */
  async activate(caller: Caller, target: ReleaseTarget, ref: VersionRef): Promise<Release> {
    return this.release(caller, target, async (transaction, held) => {
      const version = await this.versions.resolve(transaction, held.workflow, ref);
      return { routes: [await this.releases.wholeRoute(transaction, version)], kind: 'ACTIVATE' };
    });
  }

  /** Routes a channel nowhere. */
  async deactivate(caller: Caller, target: ReleaseTarget): Promise<Release> {
    return this.release(caller, target, async () => ({ routes: [], kind: 'DEACTIVATE' }));
  }

  /** Routes a channel to one or several versions by weight, the draft among them if wanted. */
  async routeChannel(
    caller: Caller,
    target: ReleaseTarget,
    inputs: readonly RouteInput[],
  ): Promise<Release> {
    return this.release(caller, target, async (transaction, held) => {
      const routes: Route[] = [];
      for (const [place, input] of inputs.entries())
        routes.push(await this.routeOf(transaction, held.workflow, input, place));
      checkRoutes(routes);
      return { routes, kind: 'ROUTE' };
    });
  }

  /** Restores what was live before: of a version, or the whole previous routing. Never revalidates. */
  async rollback(
    caller: Caller,
    target: ReleaseTarget,
    ref: VersionRef | undefined,
  ): Promise<Release> {
    return this.release(caller, target, async (transaction, held) =>
      ref === undefined
        ? this.previousRouting(transaction, held, hasExpectation(target))
        : { routes: [await this.lastRouteTo(transaction, held, ref)], kind: 'ROLLBACK' },
    );
  }

  private async routeOf(
    transaction: Transaction,
    workflow: Workflow,
    input: RouteInput,
    place: number,
  ): Promise<Route> {
    const version = await this.versions.resolve(transaction, workflow, input.version);
    checkNotArchived(version, 'routes');
    const weighted = { weight: input.weight ?? 1, label: input.label ?? null };
    if (version.number === DRAFT_NUMBER)
      return { versionId: version.id, revision: null, digest: null, ...weighted };
    const problems = await this.versions.refusingProblems(version, transaction);
    if (problems.length > 0) {
      throw new ValidationFailed(`${version.label} of route ${place + 1}`, problems, 'routes');
    }
    return {
      versionId: version.id,
      revision: version.revision,
      digest: version.digest,
      ...weighted,
    };
  }

  private async previousRouting(
    transaction: Transaction,
    held: HeldChannel,
    expectationGiven: boolean,
  ) {
    const { channel } = held;
    const past = await this.activations.before(
      transaction,
      channel.id,
      channel.activationSequence + 1,
      ROLLBACK_HORIZON,
    );
    const routes = await this.activations.routes(
      past.map(({ id }) => id),
      transaction,
    );
    const history = past.map((activation) => ({ activation, routes: routes.get(activation.id)! }));
    const choice = chooseRollback(history, expectationGiven);
    if (choice.kind === 'NOTHING') {
      throw new Refusal(
        'NOTHING_TO_ROLL_BACK',
        'This channel has no earlier routing to go back to.',
        ['channel'],
      );
    }
    if (choice.kind === 'AMBIGUOUS')
      throw new RollbackAmbiguous(choice.candidates.map(({ activation }) => activation));
    const { activation, routes: restored } = choice.routing;
    for (const version of await this.releases.versionsOf(transaction, held.workflow, restored))
      checkNotArchived(version, 'channel');
    return { routes: restored, kind: 'ROLLBACK' as const, restoredSequence: activation.sequence };
  }

  private async lastRouteTo(
    transaction: Transaction,
    held: HeldChannel,
    ref: VersionRef,
  ): Promise<Route> {
    const version = await this.versions.resolve(transaction, held.workflow, ref, 'targetVersion');
    checkNotArchived(version, 'targetVersion');
    const route = await this.activations.lastRouteTo(transaction, held.channel.id, version.id);
    if (!route) {
      throw new Refusal(
        'NEVER_ACTIVATED',
        `${version.label} was never live on "${held.channel.key}"; activate it instead.`,
        ['targetVersion'],
      );
    }
    return { ...route, weight: 1, label: null };
  }

  private async release(
    caller: Caller,
    target: ReleaseTarget,
    decide: (
      transaction: Transaction,
      held: HeldChannel,
    ) => Promise<{ routes: readonly Route[] } & Omit<ReleaseCause, 'note'>>,
  ): Promise<Release> {
    const note = checkNote(target.note);
    return this.database.transaction(async (transaction) => {
      const workflow = await this.workflows.lock(transaction, caller, target.workflowId);
      const held = await this.releases.hold(transaction, workflow, target.channel ?? LIVE, target);
      const { routes, ...cause } = await decide(transaction, held);
      const { release, events } = await this.releases.route(transaction, caller, held, routes, {
        ...cause,
        note,
      });
      await this.log.append(transaction, workflow, caller.actor, events);
      return release;
    });
  }
}
