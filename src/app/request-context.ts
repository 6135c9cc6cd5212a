import { type Caller } from '../access/caller';
import { SourceFileLoader } from '../bundle/source-file/source-file.loader';
import { type WorkflowFileContext } from '../bundle/workflow-file-context';
import { ChannelLoader } from '../channel/channel.loader';
import { DiffLoader } from '../diff/diff.loader';
import { type MutationContext } from '../platform/graphql/user-error';
import { RunStatsLoader } from '../run/figures/run-stats.loader';
import { RunLoader } from '../run/run.loader';
import { ArmedTriggerLoader } from '../run/trigger/armed-trigger.loader';
import { VersionLoader } from '../version/version.loader';
import { WorkflowLoader } from '../workflow/workflow.loader';
import { type Services } from './create-services';

/** What a request's resolvers see. */
export class RequestContext implements WorkflowFileContext, MutationContext {
  eventCursor?: string;
  #loaders: Loaders;

  constructor(
    readonly services: Services,
    readonly caller: Caller,
  ) {
    this.#loaders = new Loaders(services, caller.workspaceId);
  }

  /** They remember what they have read: for this request, and in it until the next mutation. */
  get loaders(): WorkflowFileContext['loaders'] {
    return this.#loaders;
  }

  renewLoaders(): void {
    this.#loaders = new Loaders(this.services, this.caller.workspaceId);
  }
}

/**
 * The loaders of one workspace, each made when it is first asked for; most requests need but one or two.
 *
 * A hot path, and a class for its sake: of an object literal with getters V8 makes a new hidden
 * class each time, which holds all that the request has read until the next full garbage collection.
 */
class Loaders implements Readonly<WorkflowFileContext['loaders']> {
  #workflows: WorkflowLoader | undefined;
  #versions: VersionLoader | undefined;
  #channels: ChannelLoader | undefined;
  #runs: RunLoader | undefined;
  #diffs: DiffLoader | undefined;
  #runStats: RunStatsLoader | undefined;
  #armedTriggers: ArmedTriggerLoader | undefined;
  #sourceFiles: SourceFileLoader | undefined;

  constructor(
    private readonly services: Services,
    private readonly workspaceId: string,
  ) {}

  get workflows(): WorkflowLoader {
    return (this.#workflows ??= new WorkflowLoader(
      this.services.stores.workflowStore,
      this.workspaceId,
    ));
  }

  get versions(): VersionLoader {
    const { clock, definitions, stores } = this.services;
    return (this.#versions ??= new VersionLoader(
      stores.versionStore,
      stores.revisionStore,
      definitions,
      clock,
      this.workspaceId,
    ));
  }

  get channels(): ChannelLoader {
    const { activationStore, channelStore } = this.services.stores;
    return (this.#channels ??= new ChannelLoader(channelStore, activationStore, this.workspaceId));
  }

  get diffs(): DiffLoader {
    const { diffs, stores } = this.services;
    return (this.#diffs ??= new DiffLoader(
      diffs,
      stores.lineageStore,
      stores.blameStore,
      this.versions,
      this.workspaceId,
    ));
  }

  get runs(): RunLoader {
    const { runStore, runTallyStore, runListStore, stepStore } = this.services.stores;
    return (this.#runs ??= new RunLoader(
      runStore,
      runTallyStore,
      runListStore,
      stepStore,
      this.workspaceId,
    ));
  }

  get runStats(): RunStatsLoader {
    const { clock, stores } = this.services;
    return (this.#runStats ??= new RunStatsLoader(stores.runRollupStore, clock, this.workspaceId));
  }

  get sourceFiles(): SourceFileLoader {
    return (this.#sourceFiles ??= new SourceFileLoader(
      this.services.stores.sourceFileStore,
      this.workspaceId,
    ));
  }

  get armedTriggers(): ArmedTriggerLoader {
    const { armedTriggerStore, scheduleTickStore } = this.services.stores;
    return (this.#armedTriggers ??= new ArmedTriggerLoader(
      armedTriggerStore,
      scheduleTickStore,
      this.workspaceId,
    ));
  }
}
