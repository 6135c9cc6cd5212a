import { Extensions, Field, ObjectType } from 'type-graphql';
import { type AssessedDiff } from '../graph/diff/definition-diff';
import { Payload } from '../platform/graphql/user-error';
import { type PreparedDefinition } from '../version/definition.service';
import { type Version } from '../version/version';
import { VersionType } from '../version/version.type';

/** A definition that was compared with a version, as its fields read it; of a refused one there is nothing. */
export interface ComparedDefinition {
  from?: Version;
  compared?: { prepared: PreparedDefinition; diff: AssessedDiff };
}

@ObjectType('DiffWith', {
  simpleResolvers: true,
  description: 'What a definition that is not saved has different from a version.',
})
@Extensions({ scope: 'workflows:read' })
export class DiffWithType extends Payload {
  @Field(() => VersionType, { nullable: true, description: 'The version.' })
  from?: Version;
}
