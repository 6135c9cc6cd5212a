import { type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { DefinitionError, IssueList } from '../graph/definition-error';
import { JsonCheck } from '../graph/json-check';
import { schemaFaults } from '../graph/schema-faults';
import {
  type Bundle,
  type BundleRoute,
  type BundleVersion,
  BUNDLE_FORMAT,
  BUNDLE_FORMAT_VERSION,
} from './bundle';
import { type BundleFault, MOST_FAULTS } from './bundle.errors';
import { BUNDLE_SCHEMA } from './bundle-schema';

/** Most versions and activations of a bundle of which all faults are looked for, not the first alone. */
const FEW = 500;

const validators = new Map<boolean, ValidateFunction<Bundle>>();

/**
 * What keeps a value from being a bundle by its structure and references; its definitions and layouts
 * are not looked into. At most `MOST_FAULTS`.
 */
export function bundleFaults(value: unknown): BundleFault[] {
  const unknown = unknownFormat(value);
  if (unknown) return [unknown];
  const validate = validatorFor(value);
  if (!validate(value)) return schemaFaults(validate.errors ?? []).slice(0, MOST_FAULTS);
  const textFaults = textFaultsOf(value);
  return textFaults.length > 0 ? textFaults : referenceFaults(value);
}

/** Said first and alone: of another format, everything else would look wrong too. */
function unknownFormat(value: unknown): BundleFault | undefined {
  const { format, formatVersion } = (value ?? {}) as Partial<Record<string, unknown>>;
  if (format !== BUNDLE_FORMAT) {
    const message = `must be "${BUNDLE_FORMAT}"; this is no bundle of Switchyard`;
    return { path: '/format', message };
  }
  if (formatVersion === BUNDLE_FORMAT_VERSION) return undefined;
  const message = `is not known here; this server reads version ${BUNDLE_FORMAT_VERSION}`;
  return { path: '/formatVersion', message };
}

function validatorFor(value: unknown): ValidateFunction<Bundle> {
  const { versions, activations } = value as Record<string, unknown>;
  const isFew = [versions, activations].every((list) => !Array.isArray(list) || list.length <= FEW);
  let validate = validators.get(isFew);
  if (!validate) {
    // every error keeps what it is about: of a large bundle that is all bad, too much
    const ajv = new Ajv2020({ allErrors: isFew, strict: false, verbose: true });
    addFormats(ajv);
    validators.set(isFew, (validate = ajv.compile<Bundle>(BUNDLE_SCHEMA)));
  }
  return validate;
}

/** Texts that neither UTF-8 nor a database can hold; those of definitions and layouts are found with them. */
function textFaultsOf({ versions, ...rest }: Bundle): BundleFault[] {
  const issues = new IssueList();
  const plain = { ...rest, draft: {}, definitions: {}, versions: versions.map(withoutLayout) };
  try {
    new JsonCheck(issues, Infinity).check(plain, '');
    issues.throwIfAny();
    return [];
  } catch (error) {
    if (error instanceof DefinitionError) return error.issues.slice(0, MOST_FAULTS);
    throw error;
  }
}

function withoutLayout({ layout: _, ...version }: BundleVersion): Omit<BundleVersion, 'layout'> {
  return version;
}

/** References that lead nowhere, and what stands twice. */
function referenceFaults(bundle: Bundle): BundleFault[] {
  const faults = new FaultList();
  const { versions, draft, definitions } = bundle;
  if (versions.length === 0 && !draft) faults.add('', 'holds neither a version nor a draft');
  const numbers = new Set(versions.map(({ number }) => number));
  const used = new Set<string>();
  const contents = [...versions, ...(draft ? [draft] : [])];
  for (const [place, content] of contents.entries()) {
    const path = place < versions.length ? `/versions/${place}` : '/draft';
    const number = versions[place]?.number ?? Infinity;
    const before = versions[place - 1]?.number ?? 0;
    if (number <= before)
      faults.add(`${path}/number`, `is ${number}; numbers ascend, and before it stands ${before}`);
    if (!Object.hasOwn(definitions, content.digest))
      faults.add(`${path}/digest`, 'is of no definition of this bundle');
    used.add(content.digest);
    const parents = [
      ...(content.parent === undefined ? [] : [[`${path}/parent`, content.parent] as const]),
      ...(content.mergedFrom ?? []).map(
        (parent, index) => [`${path}/mergedFrom/${index}`, parent] as const,
      ),
    ];
    for (const [at, parent] of parents)
      if (parent >= number || !numbers.has(parent))
        faults.add(at, `is ${parent}, no earlier version of this bundle`);
    const { leftOut = [] } = versions[place] ?? {};
    for (const [index, ancestor] of leftOut.entries())
      if (ancestor.number >= number)
        faults.add(`${path}/leftOut/${index}/number`, `is ${ancestor.number}, no earlier version`);
  }
  for (const digest of Object.keys(definitions))
    if (!used.has(digest)) faults.add(`/definitions/${digest}`, 'is held by no version');
  checkRouting(bundle, numbers, faults);
  return faults.all;
}

function checkRouting(
  { channels, activations }: Bundle,
  numbers: ReadonlySet<number>,
  faults: FaultList,
): void {
  const checkRoutes = (routes: readonly BundleRoute[], path: string): void => {
    for (const [place, { version }] of routes.entries())
      if (version !== 0 && !numbers.has(version))
        faults.add(`${path}/routes/${place}/version`, `is ${version}, no version of this bundle`);
  };
  const keys = new Set<string>();
  for (const [place, { key, routes }] of channels.entries()) {
    if (keys.has(key)) faults.add(`/channels/${place}/key`, `is "${key}", which stands twice`);
    keys.add(key);
    checkRoutes(routes, `/channels/${place}`);
  }
  const entries = new Set<string>();
  for (const [place, { channel, sequence, routes }] of activations.entries()) {
    const path = `/activations/${place}`;
    if (!keys.has(channel)) faults.add(`${path}/channel`, 'is no channel of this bundle');
    const entry = `${channel} ${sequence}`;
    if (entries.has(entry)) faults.add(`${path}/sequence`, `is ${sequence}, which stands twice`);
    entries.add(entry);
    checkRoutes(routes, path);
  }
}

/** The first faults; the rest is not kept. */
class FaultList {
  readonly all: BundleFault[] = [];

  add(path: string, message: string): void {
    if (this.all.length < MOST_FAULTS) this.all.push({ path, message });
  }
}
