import DataLoader from 'dataloader';
import { type Page } from '../platform/graphql/page';
import { type ActivationSelection, type ActivationStore } from './activation.store';
import { type Activation, type Channel, type Route } from './channel';
import { type ChannelStore } from './channel.store';

/** A present route to a version, with the channel that has it. */
export type ChannelRoute = Route & { channelId: string; channelKey: string };

/** Reads channels and activations of one workspace for one request, many at a time. */
export class ChannelLoader {
  readonly #byId: DataLoader<string, Channel | undefined>;
  readonly #ofWorkflow: DataLoader<string, Channel[]>;
  readonly #liveRoutes: DataLoader<string, Route[]>;
  readonly #routesTo: DataLoader<string, ChannelRoute[]>;
  readonly #activations: DataLoader<string, Activation | undefined>;
  readonly #routes: DataLoader<string, Route[]>;
  readonly #previous: DataLoader<Activation, string | undefined, string>;

  constructor(
    channels: ChannelStore,
    private readonly activations: ActivationStore,
    workspaceId: string,
  ) {
    this.#byId = new DataLoader(async (ids) => {
      const found = new Map(
        (await channels.byIds(workspaceId, ids)).map((channel) => [channel.id, channel]),
      );
      return ids.map((id) => found.get(id));
    });
    this.#ofWorkflow = new DataLoader(async (workflowIds) => {
      const byWorkflow = new Map<string, Channel[]>(workflowIds.map((id) => [id, []]));
      for (const channel of await channels.ofWorkflows(workspaceId, workflowIds))
        byWorkflow.get(channel.workflowId)!.push(channel);
      return workflowIds.map((id) => byWorkflow.get(id)!);
    });
    this.#liveRoutes = new DataLoader(async (workflowIds) => {
      const byWorkflow = await channels.liveRoutes(workflowIds);
      return workflowIds.map((id) => byWorkflow.get(id) ?? []);
    });
    this.#routesTo = new DataLoader(async (versionIds) => {
      const byVersion = new Map<string, ChannelRoute[]>(versionIds.map((id) => [id, []]));
      for (const route of await channels.routesTo(versionIds))
        byVersion.get(route.versionId)!.push(route);
      return versionIds.map((id) => byVersion.get(id)!);
    });
    this.#activations = new DataLoader(async (ids) => {
      const found = await activations.activationsByIds(workspaceId, ids);
      const byId = new Map(found.map((activation) => [activation.id, activation]));
      return ids.map((id) => byId.get(id));
    });
    this.#routes = new DataLoader(async (activationIds) => {
      const byActivation = await activations.routes(activationIds);
      return activationIds.map((id) => byActivation.get(id)!);
    });
    this.#previous = new DataLoader(
      async (later) => {
        const ids = await activations.previousIds(later);
        return later.map(({ id }) => ids.get(id));
      },
      { cacheKeyFn: ({ id }) => id },
    );
  }

  byId(id: string): Promise<Channel | undefined> {
    return this.#byId.load(id);
  }

  /** The channels of a workflow, `live` first. */
  ofWorkflow(workflowId: string): Promise<Channel[]> {
    return this.#ofWorkflow.load(workflowId);
  }

  /** Where `live` of a workflow routes to. */
  liveRoutes(workflowId: string): Promise<Route[]> {
    return this.#liveRoutes.load(workflowId);
  }

  /** The present routes to a version, on any channel. */
  routesTo(versionId: string): Promise<ChannelRoute[]> {
    return this.#routesTo.load(versionId);
  }

  activation(id: string): Promise<Activation | undefined> {
    return this.#activations.load(id);
  }

  /** Where an activation routed to. */
  routes(activationId: string): Promise<Route[]> {
    return this.#routes.load(activationId);
  }

  /** Where the channel routed to before an activation. */
  async routesBefore(activation: Activation): Promise<Route[]> {
    const previous = await this.#previous.load(activation);
    return previous ? this.#routes.load(previous) : [];
  }

  activationPage(selection: ActivationSelection, page: Page): Promise<Activation[]> {
    return this.activations.activationPage(selection, page);
  }

  activationCount(selection: ActivationSelection): Promise<number> {
    return this.activations.activationCount(selection);
  }
}
