import { type Caller } from '../access/caller';
import { ChannelLoader } from '../channel/channel.loader';
import { type ChannelContext } from '../channel/channel-context';
import { type MutationContext } from '../platform/graphql/user-error';
import { VersionLoader } from '../version/version.loader';
import { WorkflowLoader } from '../workflow/workflow.loader';
import { type Services } from './create-services';

/** What a request's resolvers see. */
export class RequestContext implements ChannelContext, MutationContext {
  eventCursor?: string;
  #loaders: ChannelContext['loaders'];

  constructor(
    readonly services: Services,
    readonly caller: Caller,
  ) {
    this.#loaders = createLoaders(services, caller);
  }

  /** They remember what they have read: for this request, and in it until the next mutation. */
  get loaders(): ChannelContext['loaders'] {
    return this.#loaders;
  }

  renewLoaders(): void {
    this.#loaders = createLoaders(this.services, this.caller);
  }
}

/** Each is made when it is first asked for; most requests need but one or two. */
function createLoaders(
  { stores, definitions, clock }: Services,
  caller: Caller | undefined,
): ChannelContext['loaders'] {
  const workspaceId = caller?.workspaceId ?? '';
  let workflows: WorkflowLoader | undefined;
  let versions: VersionLoader | undefined;
  let channels: ChannelLoader | undefined;
  return {
    get workflows() {
      return (workflows ??= new WorkflowLoader(stores.workflowStore, workspaceId));
    },
    get versions() {
      return (versions ??= new VersionLoader(
        stores.versionStore,
        stores.revisionStore,
        definitions,
        clock,
        workspaceId,
      ));
    },
    get channels() {
      return (channels ??= new ChannelLoader(
        stores.channelStore,
        stores.activationStore,
        workspaceId,
      ));
    },
  };
}
