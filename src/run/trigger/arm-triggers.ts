import { LIVE, type ActivationKind } from '../../channel/channel';
import { type RoutedChannel, type RoutingObserver } from '../../channel/release';
import { type Transaction } from '../../platform/database/transaction';
import { type DefinitionService } from '../../version/definition.service';
import { type ArmedTriggers } from './armed-triggers';
import { planTriggers } from './plan-triggers';

/** The input of each release that says where to. */
const BLAMED: Record<ActivationKind, string> = {
  ACTIVATE: 'version',
  ROUTE: 'routes',
  ROLLBACK: 'channel',
  DEACTIVATE: 'channel',
};

/**
 * Arms the triggers of what `live` is routed to, in the transaction that routes it: of its one version,
 * or of the first route of a split. Other channels arm nothing. Of the draft, what it holds then.
 */
export class ArmTriggers implements RoutingObserver {
  constructor(
    private readonly definitions: DefinitionService,
    private readonly armed: ArmedTriggers,
  ) {}

  /** @throws Refusal WEBHOOK_PATH_TAKEN. */
  async routed(transaction: Transaction, routed: RoutedChannel): Promise<void> {
    const { workflow, channel, routes, versions, kind } = routed;
    if (channel.key !== LIVE) return;
    const digest = routes[0]?.digest ?? versions[0]?.digest;
    const plans = digest === undefined ? [] : await this.plansOf(transaction, workflow, digest);
    await this.armed.replace(transaction, workflow, plans, BLAMED[kind]);
  }

  private async plansOf(
    transaction: Transaction,
    { workspaceId }: { workspaceId: string },
    digest: string,
  ) {
    const definition = await this.definitions.parsed(workspaceId, digest, transaction);
    return planTriggers(definition, digest, this.definitions.registry);
  }
}
