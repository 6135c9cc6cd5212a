import { Arg, Ctx, ID, Query, Resolver, Extensions } from 'type-graphql';
import { mayUse, type Scope } from '../access/caller';
import { Node } from '../platform/graphql/node';
import { idPrefix } from '../platform/ids';
import { Refusal } from '../platform/refusal';
import { type RunContext } from '../run/run-context';

type Finder = {
  scope: Scope | undefined;
  find: (context: RunContext, id: string) => Promise<object | undefined>;
};

/** How the things that have a global id are found, by the prefix of their ids. */
const FINDERS = new Map<string, Finder>(
  Object.entries({
    wf: { scope: 'workflows:read', find: ({ loaders }, id) => loaders.workflows.byId(id) },
    ver: { scope: 'workflows:read', find: ({ loaders }, id) => loaders.versions.byId(id) },
    rev: { scope: 'workflows:read', find: ({ loaders }, id) => loaders.versions.revision(id) },
    rej: { scope: 'workflows:read', find: ({ loaders }, id) => loaders.versions.rejectedSave(id) },
    ch: { scope: 'workflows:read', find: ({ loaders }, id) => loaders.channels.byId(id) },
    act: { scope: 'workflows:read', find: ({ loaders }, id) => loaders.channels.activation(id) },
    run: { scope: 'runs:read', find: ({ loaders }, id) => loaders.runs.byId(id) },
    step: { scope: 'runs:read', find: ({ loaders }, id) => loaders.runs.step(id) },
    tok: {
      scope: 'admin',
      find: ({ services, caller }, id) => services.access.tokens.find(caller.workspaceId, id),
    },
    ws: {
      scope: undefined,
      find: async ({ services, caller }, id) =>
        id === caller.workspaceId ? services.access.workspaces.find(id) : undefined,
    },
  }),
);
const MOST_IDS = 100;

@Resolver()
export class NodeResolver {
  @Query(() => Node, {
    nullable: true,
    description: 'Anything by its global id; null where there is nothing that you may see.',
  })
  @Extensions({ public: true })
  async node(
    @Ctx() context: RunContext,
    @Arg('id', () => ID, { description: 'Its global id.' }) id: string,
  ): Promise<object | undefined> {
    return find(context, id);
  }

  @Query(() => [Node], {
    nullable: 'items',
    description:
      'Several things by their global ids, in that order, 100 at most; null where there is nothing.',
  })
  @Extensions({ public: true })
  async nodes(
    @Ctx() context: RunContext,
    @Arg('ids', () => [ID], { description: 'Their global ids.' }) ids: string[],
  ): Promise<(object | undefined)[]> {
    if (ids.length > MOST_IDS)
      throw new Refusal('INVALID_INPUT', `At most ${MOST_IDS} ids are looked up at once.`, ['ids']);
    return Promise.all(ids.map((id) => find(context, id)));
  }
}

async function find(context: RunContext, id: string): Promise<object | undefined> {
  const finder = FINDERS.get(idPrefix(id) ?? '');
  if (!finder || (finder.scope && !mayUse(context.caller, finder.scope))) return undefined;
  return finder.find(context, id);
}
