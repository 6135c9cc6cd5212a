import { setImmediate as othersAreServed } from 'node:timers/promises';
import { type Layout } from '../graph/definition';
import { type DefinitionService } from '../version/definition.service';
import { type BundleFault, BundleInvalid, MOST_FAULTS, secretFault } from './bundle.errors';
import { type GatheredExport } from './gather-export';
import { secretPlaces } from './secret-places';
import { type ExportSizes, pages } from './write-bundle';

/** Finds secrets that stand in the open in what is to be exported: a bundle holds references only. */
export class RefuseSecrets {
  constructor(private readonly definitions: DefinitionService) {}

  /** @throws BundleInvalid with the first places, as no import would take the bundle. */
  async check(gathered: GatheredExport, sizes: ExportSizes): Promise<void> {
    const faults: BundleFault[] = [];
    const { workspaceId, versions, draft } = gathered;
    for (const digests of pages(sizes.definitions))
      for (const [digest, text] of await this.definitions.texts(workspaceId, digests)) {
        for (const place of secretPlaces(JSON.parse(text), `/definitions/${digest}`))
          faults.push(inVersion(place, gathered, digest));
        await othersAreServed();
      }
    const owners = new Map(versions.map(({ id }, place) => [id, `/versions/${place}/layout`]));
    if (draft) owners.set(draft.id, '/draft/layout');
    for (const ids of pages(sizes.layouts))
      for (const [id, text] of await this.definitions.layoutTexts(ids))
        faults.push(...secretPlaces(JSON.parse(text) as Layout, owners.get(id)).map(secretFault));
    if (faults.length > 0) throw new BundleInvalid(faults.slice(0, MOST_FAULTS), 'written');
  }
}

/** A person knows versions, not digests. */
function inVersion(path: string, { versions }: GatheredExport, digest: string): BundleFault {
  const holder = versions.find(({ version }) => version.digest === digest)?.version;
  const { message } = secretFault(path);
  return { path, message: `of ${holder ? `v${holder.number}` : 'the draft'} ${message}` };
}
