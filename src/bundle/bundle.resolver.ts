import { Arg, Ctx, Extensions, ID, Mutation, Query, Resolver } from 'type-graphql';
import { RawJson } from '../platform/graphql/raw-json';
import { JsonScalar } from '../platform/graphql/scalars';
import { CarriesUserErrors, ReturnsUserErrors } from '../platform/graphql/user-error';
import { type BundleVersion } from './bundle';
import { type BundleContext } from './bundle-context';
import { ExportBundleInput, ImportBundleInput, PromoteBundleInput } from './bundle.input';
import { ExportBundlePayload, ImportBundlePayload, PromoteBundlePayload } from './bundle.payload';
import { importedActor } from './imported-versions';
import { ImportPlanType, PromotionPlanType } from './import-plan.type';
import { type ImportPlan } from './plan-import';

/** Cost of reading a bundle, in objects. */
const READ_COST = 500;

@Resolver()
export class BundleResolver {
  @Query(() => ImportPlanType, {
    description:
      'What importing a bundle would make: names, versions, and what may be in the way. Nothing is written.',
  })
  @Extensions({ scope: 'workflows:write', cost: READ_COST })
  @CarriesUserErrors()
  async previewImport(
    @Ctx() { services, caller }: BundleContext,
    @Arg('bundle', () => JsonScalar, { nullable: true, description: 'The bundle itself.' })
    bundle?: unknown,
    @Arg('bundleId', () => ID, { nullable: true, description: 'What POST /bundles answered.' })
    bundleId?: string | null,
    @Arg('key', () => String, { nullable: true, description: 'Another key than its own.' })
    key?: string | null,
    @Arg('name', () => String, { nullable: true, description: 'Another name than its own.' })
    name?: string | null,
  ): Promise<ImportPlanType> {
    const given = { bundle, bundleId, key, name };
    return shownPlan(await services.importBundle.preview(caller, given));
  }

  @Query(() => PromotionPlanType, {
    description:
      'Which versions promoting a bundle would add, and what may be in their way. Nothing is written.',
  })
  @Extensions({ scope: 'workflows:write', cost: READ_COST })
  @CarriesUserErrors()
  async previewPromotion(
    @Ctx() { services, caller }: BundleContext,
    @Arg('into', () => ID, { description: 'The workflow that would get the versions.' })
    into: string,
    @Arg('bundle', () => JsonScalar, { nullable: true, description: 'The bundle itself.' })
    bundle?: unknown,
    @Arg('bundleId', () => ID, { nullable: true, description: 'What POST /bundles answered.' })
    bundleId?: string | null,
  ): Promise<PromotionPlanType> {
    const plan = await services.promoteBundle.preview(caller, { into, bundle, bundleId });
    return { ...plan, versions: plan.versions.map(shownVersion) };
  }

  @Mutation(() => ExportBundlePayload, {
    description:
      'Writes a workflow and chosen versions as a bundle, with a link to download it for ten minutes.',
  })
  @Extensions({ scope: 'workflows:read', cost: READ_COST })
  @ReturnsUserErrors()
  async exportBundle(
    @Ctx() { services, caller }: BundleContext,
    @Arg('input', () => ExportBundleInput, { description: 'What to export.' })
    input: ExportBundleInput,
  ): Promise<ExportBundlePayload> {
    const { text, ...link } = await services.exportBundle.export(caller, input);
    return { ...link, ...(text !== undefined && { bundle: new RawJson(text) }) };
  }

  @Mutation(() => ImportBundlePayload, {
    description:
      'Makes a new workflow of a bundle, with its history. Activates nothing; see previewImport.',
  })
  @Extensions({ scope: 'workflows:write', cost: READ_COST })
  @ReturnsUserErrors()
  async importBundle(
    @Ctx() { services, caller, loaders }: BundleContext,
    @Arg('input', () => ImportBundleInput, { description: 'What to import.' })
    input: ImportBundleInput,
  ): Promise<ImportBundlePayload> {
    const id = await services.importBundle.import(caller, input);
    return { workflow: await loaders.workflows.byId(id) };
  }

  @Mutation(() => PromoteBundlePayload, {
    description:
      'Adds to a workflow the versions that it lacks, from a bundle of its lineage; refused whole as PromotionDiverged where a number holds other content. Activates nothing.',
  })
  @Extensions({ scope: 'workflows:write', cost: READ_COST })
  @ReturnsUserErrors()
  async promoteBundle(
    @Ctx() { services, caller }: BundleContext,
    @Arg('input', () => PromoteBundleInput, { description: 'What to add, and where.' })
    input: PromoteBundleInput,
  ): Promise<PromoteBundlePayload> {
    return { ...(await services.promoteBundle.promote(caller, input)) };
  }
}

function shownPlan({ bundle, key, name, problems }: ImportPlan): ImportPlanType {
  const others = bundle.channels.map((channel) => channel.key).filter((one) => one !== 'live');
  return {
    key,
    name,
    versions: bundle.versions.map(shownVersion),
    channels: ['live', ...others],
    problems,
  };
}

function shownVersion(version: BundleVersion): BundleVersion {
  return { ...version, createdBy: importedActor(version.createdBy) };
}
