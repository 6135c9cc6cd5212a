import { type Caller } from '../access/caller';
import { ChannelLoader } from '../channel/channel.loader';
import { type ChannelContext } from '../channel/channel-context';
import { VersionLoader } from '../version/version.loader';
import { WorkflowLoader } from '../workflow/workflow.loader';
import { type Services } from './create-services';

/** What a request's resolvers see. Its loaders remember what it has read, for this request only. */
export class RequestContext implements ChannelContext {
  eventCursor?: string;
  readonly loaders: ChannelContext['loaders'];

  constructor(
    readonly services: Services,
    readonly caller: Caller,
  ) {
    const { stores, definitions, clock } = services;
    const { workspaceId } = caller ?? {};
    let workflows: WorkflowLoader | undefined;
    let versions: VersionLoader | undefined;
    let channels: ChannelLoader | undefined;
    this.loaders = {
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
}
