import { canonicalJson } from '../graph/canonical-json';
import {
  type Bundle,
  type BundleDraft,
  type BundleRequirements,
  type BundleVersion,
} from './bundle';

/** Everything of a bundle but what may be large: definitions and layouts, and what follows from them. */
export type BundleHead = Omit<Bundle, 'versions' | 'draft' | 'definitions' | 'requires'>;

type Pieces<Piece> = AsyncIterable<Piece> | Iterable<Piece>;

/** A bundle in the parts of which its text is made, each taken when its turn comes. */
export interface BundleParts {
  head: BundleHead;
  /** Digests, ascending, each with its definition as canonical text. */
  definitions: Pieces<readonly [digest: string, text: string]>;
  draft: () => Promise<BundleDraft | undefined>;
  /** Asked for after all definitions. */
  requires: () => BundleRequirements;
  versions: Pieces<BundleVersion>;
}

/** The text of a bundle as `canonicalJson` would write it whole, piece by piece. */
export async function* bundleText(parts: BundleParts): AsyncGenerator<string> {
  const { head } = parts;
  yield `{"activations":${canonicalJson(head.activations)},"channels":${canonicalJson(head.channels)}`;
  yield ',"definitions":{';
  let comma = '';
  for await (const [digest, text] of parts.definitions) {
    yield `${comma}"${digest}":${text}`;
    comma = ',';
  }
  yield '}';
  const draft = await parts.draft();
  if (draft) yield `,"draft":${canonicalJson(draft)}`;
  const { exportedAt, exportedBy, format, formatVersion, origin } = head;
  const stamps = { exportedAt, ...(exportedBy && { exportedBy }), format, formatVersion, origin };
  // their names stand between those of the others in the order of RFC 8785
  yield `,${canonicalJson(stamps).slice(1, -1)}`;
  yield `,"requires":${canonicalJson(parts.requires())},"versions":[`;
  comma = '';
  for await (const version of parts.versions) {
    yield comma + canonicalJson(version);
    comma = ',';
  }
  yield `],"workflow":${canonicalJson(head.workflow)}}`;
}

/** The text of a bundle that is in memory. */
export function textOfBundle(bundle: Bundle): AsyncGenerator<string> {
  const { definitions, draft, requires, versions, ...head } = bundle;
  function* texts(): Generator<readonly [string, string]> {
    for (const digest of Object.keys(definitions).sort())
      yield [digest, canonicalJson(definitions[digest])];
  }
  return bundleText({
    ...{ head, definitions: texts(), versions },
    draft: () => Promise.resolve(draft),
    requires: () => requires,
  });
}
