import { Field, ID, InputType } from 'type-graphql';
import { JsonScalar } from '../platform/graphql/scalars';
import { type VersionRef } from '../version/version-ref';
import { VersionRefScalar } from '../version/version-ref.scalar';
import { WorkflowInput } from '../workflow/workflow.input';
import { BundleFormat } from './bundle-links';
import { type ExportBundleInput as Export } from './export-bundle';
import { type ImportBundleInput as Import } from './import-bundle';
import { type PromoteBundleInput as Promote } from './promote-bundle';

@InputType({ description: 'What to export.' })
export class ExportBundleInput extends WorkflowInput implements Export {
  @Field(() => [VersionRefScalar], {
    nullable: true,
    description: 'Which versions; all of them and the draft by default.',
  })
  versions?: VersionRef[] | null;

  @Field(() => BundleFormat, { nullable: true, description: 'JSON by default.' })
  format?: BundleFormat | null;
}

@InputType({ description: 'A bundle to make a workflow of: itself, or the id of an upload.' })
export class ImportBundleInput implements Import {
  @Field(() => JsonScalar, { nullable: true, description: 'The bundle itself.' })
  bundle?: unknown;

  @Field(() => ID, { nullable: true, description: 'What POST /bundles answered.' })
  bundleId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Another key than that of the bundle; refused if it is taken.',
  })
  key?: string | null;

  @Field(() => String, { nullable: true, description: 'Another name than that of the bundle.' })
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Repeating the request with the same key does nothing more.',
  })
  idempotencyKey?: string | null;
}

@InputType({ description: 'A bundle to add versions of to a workflow of its lineage.' })
export class PromoteBundleInput implements Promote {
  @Field(() => ID, { description: 'The workflow that gets the versions.' })
  into!: string;

  @Field(() => JsonScalar, { nullable: true, description: 'The bundle itself.' })
  bundle?: unknown;

  @Field(() => ID, { nullable: true, description: 'What POST /bundles answered.' })
  bundleId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Repeating the request with the same key does nothing more.',
  })
  idempotencyKey?: string | null;
}
