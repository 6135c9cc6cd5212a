import { Field, ObjectType } from 'type-graphql';
import { Node, registerNode } from '../platform/graphql/node';
import { DateTimeScalar } from '../platform/graphql/scalars';
import { type Workspace, WORKSPACE_ID_PREFIX } from './workspace';

registerNode(WORKSPACE_ID_PREFIX, 'Workspace');

@ObjectType('Workspace', {
  implements: Node,
  simpleResolvers: true,
  description: 'The tenant: everything belongs to one, and nothing is visible from another.',
})
export class WorkspaceType extends Node implements Workspace {
  @Field(() => String, {
    description: 'Unique in the installation; names it in webhook paths and in JWT claims.',
  })
  key!: string;

  @Field(() => String, { description: 'A name to show.' })
  name!: string;

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt!: string;
}
