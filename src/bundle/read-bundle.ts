import { setImmediate as othersAreServed } from 'node:timers/promises';
import { JsonTextError, readJsonText } from '../graph/json-text';
import { MAX_LAYOUT_CHARACTERS } from '../graph/limits';
import { Refusal } from '../platform/refusal';
import { type DefinitionService, type PreparedDefinition } from '../version/definition.service';
import { type Bundle, MAX_BUNDLE_BYTES, MAX_COMPARED_BYTES } from './bundle';
import { type BundleFault, BundleInvalid, MOST_FAULTS, secretFault } from './bundle.errors';
import { bundleFaults } from './check-bundle';
import { comparedBytes } from './compared-bytes';
import { secretPlaces } from './secret-places';

/** A bundle that was verified, with its definitions ready to be kept. */
export interface VerifiedBundle {
  bundle: Bundle;
  /** By digest; each has the digest that it stands under. */
  definitions: ReadonlyMap<string, PreparedDefinition>;
}

const TOO_MUCH_TO_COMPARE = `hold definitions of more than ${MAX_COMPARED_BYTES} bytes, each counted for every version that holds or merges it`;

/** Reads bundles, and trusts nothing in them: every digest is computed anew. */
export class ReadBundle {
  constructor(private readonly definitions: DefinitionService) {}

  /** @throws BundleInvalid for bytes that are not JSON in UTF-8, with line and column. */
  async parse(bytes: Uint8Array): Promise<unknown> {
    if (bytes.length > MAX_BUNDLE_BYTES)
      throw new BundleInvalid([{ path: '', message: `is larger than ${MAX_BUNDLE_BYTES} bytes` }]);
    try {
      const steps = readJsonText(decoded(bytes));
      for (;;) {
        const { done, value } = steps.next();
        if (done) return value;
        await othersAreServed();
      }
    } catch (error) {
      if (error instanceof JsonTextError)
        throw new BundleInvalid([{ path: '', message: `is no JSON: ${error.message}` }]);
      throw error;
    }
  }

  /** @throws BundleInvalid with the first faults. */
  async verify(value: unknown): Promise<VerifiedBundle> {
    refuse(bundleFaults(value));
    const bundle = value as Bundle;
    const faults: BundleFault[] = [];
    const definitions = new Map<string, PreparedDefinition>();
    const bytes = new Map<string, number>();
    for (const [digest, definition] of Object.entries(bundle.definitions)) {
      if (faults.length >= MOST_FAULTS) break;
      await othersAreServed();
      const path = `/definitions/${digest}`;
      const prepared = faultOf(faults, path, 'is no definition', () =>
        this.definitions.prepare(definition, undefined),
      );
      if (!prepared) continue;
      if (prepared.digest !== digest)
        faults.push({ path, message: `holds content whose digest is ${prepared.digest}` });
      for (const place of secretPlaces(prepared.definition, path)) faults.push(secretFault(place));
      definitions.set(digest, prepared);
      bytes.set(digest, Buffer.byteLength(prepared.content));
    }
    await this.checkLayouts(bundle, faults);
    refuse(faults);
    const contents = [...bundle.versions, ...(bundle.draft ? [bundle.draft] : [])];
    if (comparedBytes(contents, (digest) => bytes.get(digest)!) > MAX_COMPARED_BYTES)
      refuse([{ path: '/versions', message: TOO_MUCH_TO_COMPARE }]);
    return { bundle, definitions };
  }

  private async checkLayouts({ versions, draft }: Bundle, faults: BundleFault[]): Promise<void> {
    const layouts = versions.map(({ layout }, place) => [`/versions/${place}`, layout] as const);
    for (const [owner, layout] of [...layouts, ['/draft', draft?.layout] as const]) {
      if (layout === undefined) continue;
      if (faults.length >= MOST_FAULTS) return;
      await othersAreServed();
      const path = `${owner}/layout`;
      // what is no layout may be nested too deeply to be written
      if (!faultOf(faults, path, 'is no layout', () => this.definitions.readLayout(layout)))
        continue;
      if (JSON.stringify(layout).length > MAX_LAYOUT_CHARACTERS)
        faults.push({ path, message: `has more than ${MAX_LAYOUT_CHARACTERS} characters` });
      faults.push(...secretPlaces(layout, path).map(secretFault));
    }
  }
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new BundleInvalid([{ path: '', message: 'is not in UTF-8' }]);
  }
}

function refuse(faults: readonly BundleFault[]): void {
  if (faults.length > 0) throw new BundleInvalid(faults);
}

/** What `read` answers; a refusal becomes a fault of the place. */
function faultOf<Result>(
  faults: BundleFault[],
  path: string,
  what: string,
  read: () => Result,
): Result | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    faults.push({ path, message: `${what}: ${error.message}` });
    return undefined;
  }
}
