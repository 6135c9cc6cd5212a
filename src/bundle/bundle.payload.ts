import { Field, ObjectType } from 'type-graphql';
import { DateTimeScalar, JsonScalar } from '../platform/graphql/scalars';
import { Payload } from '../platform/graphql/user-error';
import { type Version } from '../version/version';
import { VersionType } from '../version/version.type';
import { type Workflow } from '../workflow/workflow';
import { WorkflowType } from '../workflow/workflow.type';
import { type NotRunnableVersion } from './bundle.errors';
import { NotRunnableVersionType } from './bundle.type';

@ObjectType({ simpleResolvers: true, description: 'What exporting answers.' })
export class ExportBundlePayload extends Payload {
  @Field(() => JsonScalar, {
    nullable: true,
    description: 'The bundle itself; null where it is larger than 5 MB or a ZIP.',
  })
  bundle?: unknown;

  @Field(() => String, {
    nullable: true,
    description:
      'Where to download it, from the root of this server. Whoever has this address needs no token.',
  })
  downloadUrl?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Until when.' })
  expiresAt?: string;

  @Field(() => [NotRunnableVersionType], {
    nullable: true,
    description:
      'Of a ZIP, the first hundred versions that stand in it but that its runner refuses; null of JSON.',
  })
  notRunnable?: readonly NotRunnableVersion[];
}

@ObjectType({ simpleResolvers: true, description: 'What importing a bundle answers.' })
export class ImportBundlePayload extends Payload {
  @Field(() => WorkflowType, { nullable: true, description: 'The new workflow.' })
  workflow?: Workflow;
}

@ObjectType({ simpleResolvers: true, description: 'What promoting a bundle answers.' })
export class PromoteBundlePayload extends Payload {
  @Field(() => WorkflowType, { nullable: true, description: 'The workflow as it is now.' })
  workflow?: Workflow;

  @Field(() => [VersionType], {
    nullable: true,
    description: 'The versions that were added, ascending.',
  })
  versions?: Version[];

  @Field(() => Boolean, {
    nullable: true,
    description: 'False where the workflow had all of them already.',
  })
  changed?: boolean;
}
