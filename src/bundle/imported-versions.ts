import { type Actor } from '../platform/actor';
import { type ImportedContent, type ImportedVersion } from '../version/import-versions';
import { type Bundle, type BundleDraft, type BundleVersion } from './bundle';
import { type VerifiedBundle } from './read-bundle';
import { cutText } from './usable-text';

/** Begins the id of an actor who is known by an import alone. */
const IMPORTED = 'imported:';
const LONGEST_ID = 1_000;
/** Activations that are kept as provenance: they are read with every workflow of a list. */
const MOST_KEPT_ACTIVATIONS = 20;

/** Somebody as a bundle names him. His id means nobody here, so it can be taken for nobody's. */
export function importedActor({ id, name }: Actor): Actor {
  const known = id.startsWith(IMPORTED) ? id : IMPORTED + id;
  return { kind: 'IMPORTED', id: cutText(known, LONGEST_ID), name };
}

/** Where an imported workflow comes from; the newest of its former activations among it. */
export function provenanceOf(bundle: Bundle): Record<string, unknown> {
  const { origin, exportedAt, exportedBy, workflow, activations } = bundle;
  const newest = [...activations]
    .sort((a, b) => (a.activatedAt < b.activatedAt ? 1 : a.activatedAt > b.activatedAt ? -1 : 0))
    .slice(0, MOST_KEPT_ACTIVATIONS);
  return {
    origin,
    exportedAt,
    ...(exportedBy && { exportedBy: importedActor(exportedBy) }),
    workflowKey: workflow.key,
    activationCount: activations.length,
    activations: newest.map((activation) => ({
      ...activation,
      actor: importedActor(activation.actor),
    })),
  };
}

/**
 * Versions of a bundle as they are to be written, ascending.
 * @param latest the highest number of the workflow after it; the latest version is never archived.
 */
export function importedVersions(
  { definitions }: VerifiedBundle,
  versions: readonly BundleVersion[],
  latest: number,
): ImportedVersion[] {
  return versions.map((version) => ({
    ...contentOf(version, definitions),
    number: version.number,
    name: version.name ?? null,
    description: version.description ?? null,
    workflowName: version.workflowName,
    createdAt: version.createdAt,
    createdBy: importedActor(version.createdBy),
    sealedAt: version.sealedAt ?? null,
    archivedAt: version.number === latest ? null : (version.archivedAt ?? null),
  }));
}

/** The draft of an imported workflow; without one of its own it is the latest version. */
export function importedDraft({ bundle, definitions }: VerifiedBundle): ImportedContent {
  if (bundle.draft) return contentOf(bundle.draft, definitions);
  const latest = bundle.versions.at(-1)!;
  return { ...contentOf(latest, definitions), parent: latest.number, mergedFrom: [] };
}

function contentOf(
  { digest, layout, parent, mergedFrom }: BundleVersion | BundleDraft,
  definitions: VerifiedBundle['definitions'],
): ImportedContent {
  return {
    prepared: definitions.get(digest)!,
    ...(layout && { layout }),
    ...(parent !== undefined && { parent }),
    mergedFrom: mergedFrom ?? [],
  };
}
