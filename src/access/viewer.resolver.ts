import { Ctx, Extensions, Field, FieldResolver, ObjectType, Query, Resolver } from 'type-graphql';
import { ActorType } from '../platform/graphql/actor.type';
import { type AccessContext } from './access-context';
import { type Scope, SCOPES } from './caller';
import { ScopeType } from './scope.type';
import { type Workspace } from './workspace';
import { WorkspaceType } from './workspace.type';

@ObjectType({
  simpleResolvers: true,
  description: 'Who makes this request, where, with what rights.',
})
export class Session {
  @Field(() => ActorType, { description: 'Whose name goes under what this request changes.' })
  actor!: ActorType;

  @Field(() => [ScopeType], { description: 'What the token may do.' })
  scopes!: Scope[];
}

@Resolver(() => Session)
export class ViewerResolver {
  @Extensions({ public: true })
  @Query(() => Session, { description: 'Who you are to this server. Any token may ask.' })
  viewer(@Ctx() { caller }: AccessContext): Session {
    return { actor: caller.actor, scopes: SCOPES.filter((scope) => caller.scopes.has(scope)) };
  }

  @FieldResolver(() => WorkspaceType, {
    description: 'The workspace that all of this request is about.',
  })
  async workspace(@Ctx() { caller, services }: AccessContext): Promise<Workspace> {
    return (await services.access.workspaces.find(caller.workspaceId))!;
  }

  @FieldResolver(() => String, {
    description:
      "Cursor of the workspace's newest event, read before anything else of this request: subscribe after it and nothing is missed.",
  })
  eventCursor(@Ctx() { caller, eventCursor, services }: AccessContext): string | Promise<string> {
    return eventCursor ?? services.feed.cursor(caller.workspaceId);
  }
}
