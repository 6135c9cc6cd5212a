import { exported, imported, planOf, planTables } from '../bundle-transfer';
import { defineCommand, VERSION, WORKFLOW } from '../command-definition';
import { CommandError, refusalError, usageError } from '../command-error';
import {
  FindWorkflowDocument,
  type PlanProblemFragment,
  type PlannedFragment,
  PreviewPromotionDocument,
  PromoteBundleDocument,
  type WorkflowFactsFragment,
} from '../generated/documents';
import { type Output } from '../output';
import { withProgress } from '../progress';
import { type ServerConnection } from '../server-connection';
import { workflowNamed } from '../session';

interface PromoteOptions {
  from: string;
  to: string;
  into?: string;
  create?: boolean;
  plan?: boolean;
}

export const promote = defineCommand<PromoteOptions>({
  name: 'promote',
  summary: 'takes versions from one server to another',
  description:
    'Adds to the workflow of the same lineage what it lacks; refused whole where a number holds other content there. Nothing goes live.',
  configure: (command) =>
    command
      .argument('<workflow>', `${WORKFLOW} where it comes from`)
      .argument('[versions...]', `only these: ${VERSION}; all if absent`)
      .requiredOption('--from <context>', 'the context where it comes from')
      .requiredOption('--to <context>', 'the context where it goes')
      .option('--into <workflow>', 'key or id of the workflow there; the same key if absent')
      .option('--create', 'make the workflow there if there is none')
      .option('--plan', 'tell what it would add, and end'),
  examples: [
    ['switchyard promote greeter --from staging --to production', 'all that is missing there'],
    ['switchyard promote greeter --from staging --to production --plan', 'what that would be'],
    ['switchyard promote greeter v3 --from staging --to production --create', 'for the first time'],
  ],
  async run(session, [workflow, versions], { from, to, into, create, plan }) {
    if (session.options.context !== undefined || session.options.url !== undefined)
      throw usageError('promote is between two contexts.', 'Name them by --from and --to.');
    const [source, target] = [session.connectionOf(from), session.connectionOf(to)];
    const { id, key } = await session.workflow(source, workflow as string);
    const name = into ?? key;
    const promotion = await withProgress(session.output, 'Promoting', 3, async (step) => {
      const { content } = await exported(source, id, versions as string[]);
      step(`read ${key} from ${from}`);
      const bundleId = await target.upload(content);
      step(`sent it to ${to}`);
      const found = await target.request(FindWorkflowDocument, workflowNamed(name));
      if (!found.workflow && !create)
        throw new CommandError(
          'notFound',
          `There is no workflow ${name} to promote into.`,
          'Name it by --into, or add --create to make it.',
        );
      const given = { bundleId, into: found.workflow?.id, key: name };
      return plan
        ? { plan: await planned(target, given) }
        : { promoted: await promoted(target, given) };
    });
    if (promotion.plan) tellPlan(session.output, promotion.plan);
    else tellPromotion(session.output, promotion.promoted, to);
  },
});

/** A bundle that was uploaded, and where it goes: into a workflow, or a new one of a key. */
interface Promotion {
  bundleId: string;
  into: string | undefined;
  key: string;
}

interface PromotionPlan {
  versions: readonly PlannedFragment[];
  problems: readonly PlanProblemFragment[];
}

interface Promoted {
  changed: boolean;
  workflow: WorkflowFactsFragment;
  versions: { label: string }[];
}

async function planned(
  server: ServerConnection,
  { bundleId, into, key }: Promotion,
): Promise<PromotionPlan> {
  if (into === undefined) {
    const { versions, problems } = await planOf(server, bundleId, { key });
    return { versions: versions ?? [], problems: problems ?? [] };
  }
  const { previewPromotion } = await server.request(PreviewPromotionDocument, { into, bundleId });
  const { versions, problems, userErrors } = previewPromotion;
  if (userErrors.length > 0) throw refusalError(userErrors);
  return { versions: versions ?? [], problems: problems ?? [] };
}

async function promoted(
  server: ServerConnection,
  { bundleId, into, key }: Promotion,
): Promise<Promoted> {
  if (into === undefined) {
    const plan = await planOf(server, bundleId, { key });
    const workflow = await imported(server, bundleId, { key });
    const versions = (plan.versions ?? []).map(({ number }) => ({ label: `v${number}` }));
    return { changed: true, workflow, versions };
  }
  const { promoteBundle } = await server.request(PromoteBundleDocument, {
    input: { into, bundleId },
  });
  const { changed, workflow, versions, userErrors } = promoteBundle;
  if (!workflow) throw refusalError(userErrors);
  return { changed: changed ?? false, workflow, versions: versions ?? [] };
}

function tellPlan(output: Output, { versions, problems }: PromotionPlan): void {
  output.colored({ plan: { versions, problems } }, () =>
    planTables(output, versions, problems, 'It lacks none of them.').join('\n\n'),
  );
}

function tellPromotion(output: Output, told: Promoted, to: string): void {
  const { changed, workflow, versions } = told;
  output.data(told, () =>
    changed
      ? `${workflow.key} on ${to} has now: ${versions.map(({ label }) => label).join(', ')}`
      : `Nothing changed: ${workflow.key} on ${to} has them already.`,
  );
}
